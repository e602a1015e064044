package dev.microkernel.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import tools.jackson.databind.JsonNode;

class NodeHelloTest {

    static Iterable<JsonNode> hellos() {
        return Vectors.mk02("hello");
    }

    static Iterable<JsonNode> malformed() {
        return Vectors.mk02("malformed_hello");
    }

    @ParameterizedTest
    @MethodSource("hellos")
    void decodesAndEncodesTheGoldenHellos(JsonNode vector) {
        var net = Vectors.bytes(vector, "net");
        var in = ByteBuffer.wrap(net);
        var hello = complete(NodeHello.decode(in));

        assertThat(in.hasRemaining()).isFalse();
        assertThat(hello)
                .isEqualTo(new NodeHello(
                        vector.get("version_min").asInt(),
                        vector.get("version_max").asInt(),
                        (int) vector.get("node_id").asLong(),
                        Vectors.id(vector, "incarnation"),
                        (int) vector.get("features").asLong(),
                        (int) vector.get("payload_max").asLong(),
                        (int) vector.get("window").asLong(),
                        vector.get("heartbeat").asInt(),
                        HexFormat.of().parseHex(vector.get("nonce").asString()),
                        vector.get("authentication").asInt() == 1,
                        vector.get("identity").asString()));
        if (hello.versionMax() == 1) { // what a later version appends is not kept
            assertThat(hello.encode().array()).isEqualTo(net);
        }
    }

    @ParameterizedTest
    @MethodSource("hellos")
    void everyTruncationNeedsMoreAndConsumesNothing(JsonNode vector) {
        var net = Vectors.bytes(vector, "net");
        for (int length = 0; length < net.length; length++) {
            var in = ByteBuffer.wrap(Arrays.copyOf(net, length));
            var decoded = NodeHello.decode(in);

            assertThat(decoded).as("length %d", length).isInstanceOf(Decoded.NeedMore.class);
            assertThat(((Decoded.NeedMore<NodeHello>) decoded).missing()).isBetween(1, net.length - length);
            assertThat(in.position()).isZero();
        }
    }

    @ParameterizedTest
    @MethodSource("malformed")
    void refusesMalformedHellosWithTheRule(JsonNode vector) {
        var in = ByteBuffer.wrap(Vectors.bytes(vector, "net"));
        var decoded = NodeHello.decode(in);

        assertThat(decoded).isInstanceOf(Decoded.Malformed.class);
        assertThat(((Decoded.Malformed<NodeHello>) decoded).reason())
                .contains(vector.get("why").asString().replace("magic", "must begin with"));
        assertThat(in.position()).isZero();
    }

    @Test
    void leavesWhatFollowsTheHelloInTheBuffer() {
        var net = Vectors.bytes(Vectors.mk02("hello").getFirst(), "net");
        var in = ByteBuffer.wrap(Arrays.copyOf(net, net.length + 3));

        complete(NodeHello.decode(in));

        assertThat(in.remaining()).isEqualTo(3);
    }

    @Test
    void refusesToSayWhatItWouldNotBelieve() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new NodeHello(1, 1, 0, 1, 0, 1024, 1024, 100, new byte[32], false, "k"))
                .withMessage("node id must not be 0");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new NodeHello(1, 1, 7, 1, 0, 1024, 1024, 100, new byte[31], false, "k"))
                .withMessageContaining("nonce must have 32 bytes, length=31");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new NodeHello(1, 1, 7, 1, 0, 1024, 1024, 100, new byte[32], false, "x".repeat(64)))
                .withMessageContaining("node identity must be 1..63 bytes of UTF-8, length=64");
    }

    private static <T> T complete(Decoded<T> decoded) {
        assertThat(decoded).isInstanceOf(Decoded.Complete.class);
        return ((Decoded.Complete<T>) decoded).value();
    }
}
