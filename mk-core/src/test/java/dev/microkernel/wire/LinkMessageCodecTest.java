package dev.microkernel.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.microkernel.wire.LinkMessage.Goodbye;
import dev.microkernel.wire.LinkMessage.GroupJoin;
import dev.microkernel.wire.LinkMessage.GroupLeave;
import dev.microkernel.wire.LinkMessage.NameAdd;
import dev.microkernel.wire.LinkMessage.Resume;
import dev.microkernel.wire.LinkMessage.Terminated;
import dev.microkernel.wire.LinkMessage.Undeliverable;
import java.nio.ByteBuffer;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import tools.jackson.databind.JsonNode;

class LinkMessageCodecTest {

    private static final FrameCodec FRAMES = FrameCodec.mk02(1024);
    private static final long ACTOR = 0x8000000700000009L;

    static Iterable<JsonNode> system() {
        return Vectors.mk02("system");
    }

    static Iterable<JsonNode> malformed() {
        return Vectors.mk02("malformed_system");
    }

    @ParameterizedTest
    @MethodSource("system")
    void decodesAndEncodesTheGoldenMessages(JsonNode vector) {
        var message = complete(LinkMessageCodec.decode(frame(vector)));

        assertThat(message).isNotInstanceOf(LinkMessage.Unknown.class);
        if (vector.get("name").asString().endsWith("of_a_later_version")) {
            assertThat(message).isEqualTo(new Goodbye(GoodbyeReason.OTHER, "?"));
            return;
        }
        var encoded = LinkMessageCodec.encode(message);
        var out = ByteBuffer.allocate(FRAMES.length(encoded));
        FRAMES.encode(encoded, out);
        assertThat(out.array()).isEqualTo(Vectors.bytes(vector, "net"));
    }

    @Test
    void readsEachFieldFromItsPlace() {
        assertThat(decoded("resume")).isEqualTo(new Resume(0x0102030405060708L, 57));
        assertThat(decoded("goodbye_id_in_use"))
                .isEqualTo(new Goodbye(GoodbyeReason.ID_IN_USE, "node id 7 is in use by küche"));
        assertThat(decoded("undeliverable"))
                .isEqualTo(new Undeliverable(0x200000005L, ACTOR, 300, UndeliverableReason.FULL, "mailbox is full"));
        assertThat(decoded("path_add")).isEqualTo(new NameAdd(ACTOR, "/node/kitchen/sensor/temp"));
        assertThat(decoded("group_join")).isEqualTo(new GroupJoin(ACTOR, "kitchen"));
        assertThat(decoded("group_leave")).isEqualTo(new GroupLeave(ACTOR, "kitchen"));
        assertThat(decoded("terminated_deadline")).isEqualTo(new Terminated(ACTOR, ExitKind.DEADLINE, 1500, ""));
        assertThat(decoded("terminated_overrun")).isEqualTo(new Terminated(ACTOR, ExitKind.OVERRUN, 64, "children"));
        assertThat(decoded("terminated_failed"))
                .isEqualTo(
                        new Terminated(ACTOR, ExitKind.FAILED, 0, "java.lang.IllegalStateException: sensor is broken"));
    }

    @ParameterizedTest
    @MethodSource("system")
    void everyOtherLengthIsMalformed(JsonNode vector) {
        var frame = frame(vector);
        for (int length = 0; length <= frame.payload().length + 1; length++) {
            if (length != frame.payload().length) {
                var other = new Frame(0, 0, frame.type(), Arrays.copyOf(frame.payload(), length));
                if (length == 0 && vector.get("name").asString().startsWith("proof")) {
                    continue; // without a key it is empty
                }
                assertThat(LinkMessageCodec.decode(other))
                        .as("length %d", length)
                        .isInstanceOf(Decoded.Malformed.class);
            }
        }
    }

    @ParameterizedTest
    @MethodSource("malformed")
    void refusesMalformedMessages(JsonNode vector) {
        assertThat(LinkMessageCodec.decode(frame(vector))).isInstanceOf(Decoded.Malformed.class);
    }

    @Test
    void cutsATextThatIsTooLongAtAWholeCharacterAndShowsNoControlCharacters() {
        var frame = LinkMessageCodec.encode(new Goodbye(GoodbyeReason.OTHER, "a\n\uD800" + "ü".repeat(600)));

        assertThat(complete(LinkMessageCodec.decode(frame)))
                .isEqualTo(new Goodbye(GoodbyeReason.OTHER, "a  " + "ü".repeat(254)));
    }

    @Test
    void refusesToSendAMalformedName() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> LinkMessageCodec.encode(new NameAdd(ACTOR, "x".repeat(64))))
                .withMessageContaining("1..63 bytes");
    }

    private static LinkMessage decoded(String name) {
        return Vectors.mk02("system").stream()
                .filter(vector -> vector.get("name").asString().equals(name))
                .map(vector -> complete(LinkMessageCodec.decode(frame(vector))))
                .findFirst()
                .orElseThrow();
    }

    private static Frame frame(JsonNode vector) {
        return complete(FRAMES.decode(ByteBuffer.wrap(Vectors.bytes(vector, "net"))));
    }

    private static <T> T complete(Decoded<T> decoded) {
        assertThat(decoded).isInstanceOf(Decoded.Complete.class);
        return ((Decoded.Complete<T>) decoded).value();
    }
}
