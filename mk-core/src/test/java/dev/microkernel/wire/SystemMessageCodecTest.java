package dev.microkernel.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.microkernel.wire.SystemMessage.CapsReply;
import dev.microkernel.wire.SystemMessage.CapsRequest;
import dev.microkernel.wire.SystemMessage.ChildExit;
import dev.microkernel.wire.SystemMessage.Register;
import dev.microkernel.wire.SystemMessage.TimerFired;
import dev.microkernel.wire.SystemMessage.Unknown;
import dev.microkernel.wire.SystemMessage.Unregister;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SystemMessageCodecTest {

    private static final FrameCodec NETWORK = new FrameCodec(ByteOrder.BIG_ENDIAN, 1024);

    @Test
    void decodesTheRecordedSystemMessages() {
        var expected = Map.of(
                "timer", new TimerFired(7, 3),
                "child_exit", new ChildExit(0x0000000100000006L, 1),
                "mount_stream_00", new Register("ns", 0x0000000200000001L),
                "mount_stream_02", new Register("/node/vec-peer", 0x0000000200000001L),
                "mount_stream_09", new Unregister("late"),
                "mount_stream_10", new Unregister("/svc/late"));

        expected.forEach((name, message) -> assertThat(SystemMessageCodec.decode(recorded(name)))
                .as(name)
                .isEqualTo(new Decoded.Complete<>(message)));
    }

    @ParameterizedTest
    @ValueSource(strings = {"name_register", "name_register_63", "path_register", "mount_stream_05", "mount_stream_06"})
    void encodesRegistrationsAsRecorded(String name) {
        var frame = recorded(name);
        var register = (Register) complete(SystemMessageCodec.decode(frame));

        assertThat(SystemMessageCodec.encode(register).payload()).isEqualTo(frame.payload());
        assertThat(SystemMessageCodec.encode(register).type()).isEqualTo(frame.type());
    }

    @ParameterizedTest
    @ValueSource(strings = {"name_unregister", "path_unregister"})
    void encodesUnregistrationsAsRecorded(String name) {
        var frame = recorded(name);

        assertThat(SystemMessageCodec.encode((Unregister) complete(SystemMessageCodec.decode(frame))))
                .isEqualTo(new Frame(0, 0, frame.type(), frame.payload()));
    }

    @Test
    void refusesEveryOtherSizeOfFixedMessages() {
        for (var name : new String[] {
            "timer", "child_exit", "name_register", "name_unregister", "path_register", "path_unregister"
        }) {
            var frame = recorded(name);
            for (int length = 0; length <= frame.payload().length + 8; length++) {
                if (length != frame.payload().length) {
                    var wrong = new Frame(0, 0, frame.type(), Arrays.copyOf(frame.payload(), length));
                    assertThat(SystemMessageCodec.decode(wrong))
                            .as("%s of %d bytes", name, length)
                            .isInstanceOf(Decoded.Malformed.class);
                }
            }
        }
    }

    @Test
    void refusesNamesAndPathsThatBreakTheRules() {
        assertMalformed(0xFF000012, "", 72);
        assertMalformed(0xFF000012, "/path", 72);
        assertMalformed(0xFF000012, "line\nbreak", 72);
        assertMalformed(0xFF000012, "n".repeat(64), 72);
        assertMalformed(0xFF00001B, "name", 136);
        assertMalformed(0xFF00001B, "/" + "p".repeat(127), 136);
        assertThatIllegalArgumentException()
                .isThrownBy(() -> SystemMessageCodec.encode(new Register("n".repeat(64), 1)))
                .withMessageContaining("1..63 bytes");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> SystemMessageCodec.encode(new Register("\uD800", 1)))
                .withMessageContaining("half a surrogate pair");
    }

    @Test
    void readsCapabilityMessagesAndLetsUnknownTypesPass() {
        assertThat(SystemMessageCodec.decode(new Frame(0, 0, 0xFF00001D, new byte[0])))
                .isEqualTo(new Decoded.Complete<>(new CapsRequest()));
        assertThat(SystemMessageCodec.decode(SystemMessageCodec.encode(new CapsReply("wasm=0\n"), 1, 2)))
                .isEqualTo(new Decoded.Complete<>(new CapsReply("wasm=0\n")));
        assertThat(SystemMessageCodec.decode(new Frame(0, 0, 0xFFFFFFFF, new byte[3])))
                .isEqualTo(new Decoded.Complete<>(new Unknown(0xFFFFFFFF)));
    }

    private static void assertMalformed(int type, String name, int length) {
        var payload = Arrays.copyOf(name.getBytes(StandardCharsets.UTF_8), length);
        if (name.length() >= length - 8) {
            Arrays.fill(payload, 0, length - 8, (byte) 'x'); // no NUL in the field
            payload[0] = (byte) name.charAt(0);
        }
        assertThat(SystemMessageCodec.decode(new Frame(0, 0, type, payload)))
                .as("'%s'", name)
                .isInstanceOf(Decoded.Malformed.class);
    }

    private static Frame recorded(String name) {
        return complete(NETWORK.decode(ByteBuffer.wrap(Vectors.bytes(Vectors.named(name), "net"))));
    }

    private static <T> T complete(Decoded<T> decoded) {
        assertThat(decoded).isInstanceOf(Decoded.Complete.class);
        return ((Decoded.Complete<T>) decoded).value();
    }
}
