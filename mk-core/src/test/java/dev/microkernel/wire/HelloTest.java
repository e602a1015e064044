package dev.microkernel.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import tools.jackson.databind.JsonNode;

class HelloTest {

    static Iterable<JsonNode> hellos() {
        return Vectors.ofKind("hello");
    }

    static Iterable<JsonNode> nodeIds() {
        return Vectors.nodeIds();
    }

    @ParameterizedTest
    @MethodSource("hellos")
    void decodesAndEncodesRecordedHellos(JsonNode vector) {
        var net = Vectors.bytes(vector, "net");
        var decoded = Hello.decode(ByteBuffer.wrap(net));

        assertThat(decoded).isInstanceOf(Decoded.Complete.class);
        assertThat(((Decoded.Complete<Hello>) decoded).value().encode().array()).isEqualTo(net);
    }

    @ParameterizedTest
    @MethodSource("hellos")
    void everyTruncationNeedsMore(JsonNode vector) {
        var net = Vectors.bytes(vector, "net");
        for (int length = 0; length < net.length; length++) {
            assertThat(Hello.decode(ByteBuffer.wrap(Arrays.copyOf(net, length))))
                    .isEqualTo(new Decoded.NeedMore<>(net.length - length));
        }
    }

    @Test
    void leavesWhatFollowsTheHello() {
        var in = ByteBuffer.allocate(60)
                .put(new Hello(3, "alpha").encode())
                .put((byte) 42)
                .flip();

        assertThat(Hello.decode(in)).isEqualTo(new Decoded.Complete<>(new Hello(3, "alpha")));
        assertThat(in.get()).isEqualTo((byte) 42);
    }

    @Test
    void ignoresPaddingBehindTheNul() {
        var bytes = new Hello(3, "alpha").encode();
        bytes.put(39, (byte) 0xFF);

        assertThat(Hello.decode(bytes)).isEqualTo(new Decoded.Complete<>(new Hello(3, "alpha")));
    }

    @Test
    void knowsAWrongBeginningByItsFirstFourBytes() {
        assertThat(Hello.decode(ByteBuffer.wrap("GET / HT".getBytes(StandardCharsets.US_ASCII))))
                .isEqualTo(new Decoded.Malformed<>("hello must begin with 0x4d4b3031 (MK01), got 0x47455420"));
    }

    @ParameterizedTest
    @CsvSource({"0, 0", "16, 16", "-1, 4294967295"})
    void refusesNodeIdsOutOfRange(int id, String shown) {
        var bytes = new Hello(3, "alpha").encode().putInt(4, id);

        assertThat(Hello.decode(bytes)).isEqualTo(new Decoded.Malformed<>("MK01 node id must be 1..15, id=" + shown));
        assertThatIllegalArgumentException().isThrownBy(() -> new Hello(id, "alpha"));
    }

    @Test
    void refusesAnIdentityThatIsEmptyEndlessOrNotText() {
        var empty = new Hello(3, "a").encode().put(8, (byte) 0);
        var endless = new Hello(3, "a").encode();
        Arrays.fill(endless.array(), 8, 40, (byte) 'a');
        var notText = new Hello(3, "a").encode().put(8, (byte) 0xC3);
        var control = new Hello(3, "a").encode().put(8, (byte) 7);

        for (var bytes : new ByteBuffer[] {empty, endless, notText, control}) {
            assertThat(Hello.decode(bytes)).isInstanceOf(Decoded.Malformed.class);
        }
    }

    @ParameterizedTest
    @MethodSource("nodeIds")
    void derivesNodeIdsAsCNodesDo(JsonNode vector) {
        var identity = vector.get("identity").asString();

        assertThat(NodeIds.fnv1a32(identity))
                .isEqualTo((int) vector.get("fnv1a32").asLong());
        assertThat(NodeIds.fromIdentity(identity))
                .isEqualTo(vector.get("node_id").asInt());
    }
}
