package dev.microkernel.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

class FrameCodecTest {

    private static final FrameCodec NETWORK = new FrameCodec(ByteOrder.BIG_ENDIAN, 1024);
    private static final FrameCodec HOST_LE = new FrameCodec(ByteOrder.LITTLE_ENDIAN, 1024);

    static Iterable<JsonNode> messages() {
        return Vectors.ofKind("message");
    }

    static Iterable<JsonNode> captured() {
        return Vectors.ofKind("captured_tcp_frame");
    }

    @ParameterizedTest
    @MethodSource("messages")
    void decodesAndEncodesRecordedMessagesInBothByteOrders(JsonNode vector) {
        var frame = new Frame(
                Vectors.id(vector, "source"),
                Vectors.id(vector, "dest"),
                (int) vector.get("type").asLong(),
                Vectors.bytes(vector, "payload"));

        assertThat(NETWORK.decode(ByteBuffer.wrap(Vectors.bytes(vector, "net"))))
                .isEqualTo(new Decoded.Complete<>(frame));
        assertThat(HOST_LE.decode(ByteBuffer.wrap(Vectors.bytes(vector, "host_le"))))
                .isEqualTo(new Decoded.Complete<>(frame));
        assertThat(encode(NETWORK, frame)).isEqualTo(Vectors.bytes(vector, "net"));
        assertThat(encode(HOST_LE, frame)).isEqualTo(Vectors.bytes(vector, "host_le"));
    }

    @ParameterizedTest
    @MethodSource("captured")
    void decodesCapturedTcpFrames(JsonNode vector) {
        var net = Vectors.bytes(vector, "net");
        var frame = complete(NETWORK.decode(ByteBuffer.wrap(net)));

        assertThat(frame.type())
                .isEqualTo((int) Long.decode(vector.get("type").asString()).longValue());
        assertThat(frame.payload()).hasSize(vector.get("payload_size").asInt());
        assertThat(encode(NETWORK, frame)).isEqualTo(net);
    }

    @Test
    void decodesTheCapturedUnixStreamAndUdpDatagram() {
        var unix =
                complete(HOST_LE.decode(ByteBuffer.wrap(Vectors.bytes(Vectors.named("unix_stream_bytes"), "host_le"))));
        var udp = complete(NETWORK.decode(ByteBuffer.wrap(Vectors.bytes(Vectors.named("udp_datagram"), "net"))));

        assertThat(unix.payload()).asString().isEqualTo("unix");
        assertThat(udp.payload()).asString().isEqualTo("udp");
    }

    @ParameterizedTest
    @MethodSource("messages")
    void everyTruncationNeedsMoreAndConsumesNothing(JsonNode vector) {
        var net = Vectors.bytes(vector, "net");
        for (int length = 0; length < net.length; length++) {
            var in = ByteBuffer.wrap(Arrays.copyOf(net, length));
            var decoded = NETWORK.decode(in);

            assertThat(decoded).as("length %d", length).isInstanceOf(Decoded.NeedMore.class);
            int missing = ((Decoded.NeedMore<Frame>) decoded).missing();
            assertThat(missing).isPositive().isLessThanOrEqualTo(net.length - length);
            assertThat(in.position()).isZero();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"ffffffff", "fffffff0", "80000000", "7fffffff", "00000401"})
    void aLengthOverTheLimitIsMalformedBeforeItIsUsed(String length) {
        var header = HexFormat.of().parseHex("00".repeat(16) + "000000c8" + length + "00000000");

        assertThat(NETWORK.decode(ByteBuffer.wrap(header)))
                .isEqualTo(new Decoded.Malformed<>(
                        "payload length must be 0..1024 bytes, length=" + Long.parseLong(length, 16)));
    }

    @Test
    void takesAPayloadOfExactlyTheLimit() {
        var frame = new Frame(1, 2, 3, new byte[1024]);

        assertThat(NETWORK.decode(ByteBuffer.wrap(encode(NETWORK, frame)))).isEqualTo(new Decoded.Complete<>(frame));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> encode(NETWORK, new Frame(1, 2, 3, new byte[1025])))
                .withMessageContaining("length=1025");
    }

    @Test
    void consumesOneFrameAndLeavesTheNext() {
        var first = new Frame(1, 2, 3, new byte[] {4});
        var second = new Frame(5, 6, 7, new byte[0]);
        var in = ByteBuffer.allocate(128);
        NETWORK.encode(first, in);
        NETWORK.encode(second, in);
        in.flip();

        assertThat(NETWORK.decode(in)).isEqualTo(new Decoded.Complete<>(first));
        assertThat(NETWORK.decode(in)).isEqualTo(new Decoded.Complete<>(second));
        assertThat(in.hasRemaining()).isFalse();
    }

    @Test
    void hasAnAnswerForArbitraryBytes() {
        var random = new Random(20261122);
        for (int i = 0; i < 100_000; i++) {
            var bytes = new byte[random.nextInt(80)];
            random.nextBytes(bytes);
            var in = ByteBuffer.wrap(bytes);

            var frame = NETWORK.decode(in);
            if (frame instanceof Decoded.Complete<Frame>(var complete)) {
                assertThat(encode(NETWORK, complete)).hasSize(in.position());
            }
            assertThat(Hello.decode(ByteBuffer.wrap(bytes))).isNotNull();
            assertThat(SystemMessageCodec.decode(new Frame(0, 0, 0xFF000010 + random.nextInt(16), bytes)))
                    .isNotInstanceOf(Decoded.NeedMore.class);
        }
    }

    private static Frame complete(Decoded<Frame> decoded) {
        assertThat(decoded).isInstanceOf(Decoded.Complete.class);
        return ((Decoded.Complete<Frame>) decoded).value();
    }

    private static byte[] encode(FrameCodec codec, Frame frame) {
        var out = ByteBuffer.allocate(FrameCodec.encodedLength(frame));
        codec.encode(frame, out);
        return out.array();
    }
}
