package dev.microkernel.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.HexFormat;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import tools.jackson.databind.JsonNode;

/** Frames of MK02: extensions and tags. */
class ExtendedFrameTest {

    private static final FrameCodec CODEC = FrameCodec.mk02(1024);

    static Iterable<JsonNode> messages() {
        return Vectors.mk02("message");
    }

    static Iterable<JsonNode> malformed() {
        return Vectors.mk02("malformed_frame");
    }

    @ParameterizedTest
    @MethodSource("messages")
    void decodesAndEncodesTheGoldenMessages(JsonNode vector) {
        var net = Vectors.bytes(vector, "net");
        var frame = complete(CODEC.decode(ByteBuffer.wrap(net)));

        assertThat(frame)
                .isEqualTo(new Frame(
                        Vectors.id(vector, "source"),
                        Vectors.id(vector, "dest"),
                        Long.decode(vector.get("type").asString()).intValue(),
                        Vectors.bytes(vector, "payload"),
                        new Extensions(
                                trace(vector.get("trace")),
                                vector.path("deadline").asLong(Extensions.NO_DEADLINE),
                                vector.path("sequence").asLong(0),
                                vector.path("not_understood").asInt(0))));
        if (vector.path("rewritten").asBoolean(true)) {
            assertThat(encode(CODEC, frame)).isEqualTo(net);
        }
    }

    private static Extensions.@Nullable Trace trace(@Nullable JsonNode traceparent) {
        if (traceparent == null) {
            return null;
        }
        var hex = traceparent.asString().replace("-", "");
        return new Extensions.Trace(
                HexFormat.fromHexDigitsToLong(hex, 2, 18),
                HexFormat.fromHexDigitsToLong(hex, 18, 34),
                HexFormat.fromHexDigitsToLong(hex, 34, 50),
                HexFormat.fromHexDigits(hex, 50, 52));
    }

    @ParameterizedTest
    @MethodSource("messages")
    void everyTruncationNeedsMoreAndConsumesNothing(JsonNode vector) {
        var net = Vectors.bytes(vector, "net");
        for (int length = 0; length < net.length; length++) {
            var in = ByteBuffer.wrap(Arrays.copyOf(net, length));

            assertThat(CODEC.decode(in)).as("length %d", length).isInstanceOf(Decoded.NeedMore.class);
            assertThat(in.position()).isZero();
        }
    }

    @ParameterizedTest
    @MethodSource("malformed")
    void refusesMalformedExtensions(JsonNode vector) {
        assertThat(CODEC.decode(ByteBuffer.wrap(Vectors.bytes(vector, "net")))).isInstanceOf(Decoded.Malformed.class);
    }

    @Test
    void extensionsDoNotCountAsPayload() {
        var frame = new Frame(1, 2, 3, new byte[1024], Extensions.NONE.withSequence(1));

        assertThat(CODEC.decode(ByteBuffer.wrap(encode(CODEC, frame)))).isEqualTo(new Decoded.Complete<>(frame));
        assertThat(CODEC.decode(ByteBuffer.wrap(encode(FrameCodec.mk02(2048), new Frame(1, 2, 3, new byte[1025])))))
                .isEqualTo(new Decoded.Malformed<>("payload length must be 0..1024 bytes, length=1025"));
    }

    @Test
    void refusesALengthThatWouldWrapBeforeItIsUsed() {
        var header = ByteBuffer.allocate(28).putInt(20, 0xFFFFFFF0).putShort(26, (short) 255);

        assertThat(CODEC.decode(header)).isInstanceOf(Decoded.Malformed.class);
    }

    @Test
    void mk01HasNoExtensions() {
        var codec = new FrameCodec(ByteOrder.BIG_ENDIAN, 1024);
        var frame = new Frame(1, 2, 3, new byte[0], Extensions.NONE.withSequence(1));

        assertThatIllegalArgumentException()
                .isThrownBy(() -> codec.encode(frame, ByteBuffer.allocate(100)))
                .withMessageContaining("MK01 frames have no extensions");
    }

    @Test
    void writesAndReadsTheGoldenTaggedFrames() {
        for (var vector : Vectors.mk02("tagged")) {
            var key = Vectors.bytes(vector, "key");
            var net = Vectors.bytes(vector, "net");
            var writer = new TaggedFraming(CODEC, key);
            var reader = new TaggedFraming(CODEC, key);
            var in = ByteBuffer.wrap(net);
            var out = ByteBuffer.allocate(net.length);
            for (var bytes : vector.get("frames")) {
                var frame = complete(CODEC.decode(ByteBuffer.wrap(HexFormat.of().parseHex(bytes.asString()))));
                assertThat(reader.decode(in)).isEqualTo(new Decoded.Complete<>(frame));
                writer.encode(frame, out);
            }
            assertThat(in.hasRemaining()).isFalse();
            assertThat(out.array()).isEqualTo(net);
        }
    }

    @Test
    void everyTruncationOfATaggedFrameNeedsMoreAndEveryChangedBitIsNoticed() {
        var vector = Vectors.mk02("tagged").getFirst();
        var key = Vectors.bytes(vector, "key");
        int length = vector.get("frames").get(0).asString().length() / 2 + TaggedFraming.TAG_LENGTH;
        var net = Arrays.copyOf(Vectors.bytes(vector, "net"), length);
        for (int i = 0; i < length; i++) {
            var in = ByteBuffer.wrap(Arrays.copyOf(net, i));
            assertThat(new TaggedFraming(CODEC, key).decode(in)).isInstanceOf(Decoded.NeedMore.class);
            assertThat(in.position()).isZero();
        }
        for (int bit = 0; bit < 8 * length; bit++) {
            var changed = net.clone();
            changed[bit / 8] ^= (byte) (1 << bit % 8);
            assertThat(new TaggedFraming(CODEC, key).decode(ByteBuffer.wrap(changed)))
                    .as("bit %d", bit)
                    .isNotInstanceOf(Decoded.Complete.class);
        }
    }

    @Test
    void aRepeatedALostAndAReorderedFrameAreNoticed() {
        var key = Vectors.bytes(Vectors.mk02("tagged").getFirst(), "key");
        var writer = new TaggedFraming(CODEC, key);
        var first = encode(writer, new Frame(1, 2, 3, new byte[] {1}));
        var second = encode(writer, new Frame(1, 2, 3, new byte[] {1}));

        var reader = new TaggedFraming(CODEC, key);
        assertThat(reader.decode(ByteBuffer.wrap(second))).isInstanceOf(Decoded.Malformed.class);
        assertThat(reader.decode(ByteBuffer.wrap(first))).isInstanceOf(Decoded.Complete.class);
        assertThat(reader.decode(ByteBuffer.wrap(first))).isInstanceOf(Decoded.Malformed.class);
        assertThat(reader.decode(ByteBuffer.wrap(second))).isInstanceOf(Decoded.Complete.class);
    }

    private static byte[] encode(Framing framing, Frame frame) {
        var out = ByteBuffer.allocate(framing.length(frame));
        framing.encode(frame, out);
        assertThat(out.hasRemaining()).isFalse();
        return out.array();
    }

    private static <T> T complete(Decoded<T> decoded) {
        assertThat(decoded).isInstanceOf(Decoded.Complete.class);
        return ((Decoded.Complete<T>) decoded).value();
    }
}
