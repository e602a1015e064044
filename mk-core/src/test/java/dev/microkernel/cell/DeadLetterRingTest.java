package dev.microkernel.cell;

import static org.assertj.core.api.Assertions.assertThat;

import dev.microkernel.actor.DeadLetter;
import dev.microkernel.actor.DeadLetters;
import dev.microkernel.codec.WireMessage;
import dev.microkernel.time.VirtualTime;
import org.junit.jupiter.api.Test;

class DeadLetterRingTest {

    private final DeadLetterRing ring = new DeadLetterRing(new VirtualTime());

    @Test
    void countsAllAndKeepsTheNewest() {
        for (int i = 0; i < DeadLetters.KEPT_MAX + 10; i++) {
            ring.add(DeadLetter.Reason.FULL, "/receiver-" + i, null, "message", "");
        }

        assertThat(ring.count(DeadLetter.Reason.FULL)).isEqualTo(DeadLetters.KEPT_MAX + 10);
        assertThat(ring.total()).isEqualTo(DeadLetters.KEPT_MAX + 10);
        assertThat(ring.newest()).hasSize(DeadLetters.KEPT_MAX);
        assertThat(ring.newest().getFirst().receiver()).isEqualTo("/receiver-10");
    }

    @Test
    void saysWhatIsKnownOfAMessage() {
        ring.add(DeadLetter.Reason.MALFORMED, "/receiver", null, new WireMessage(-1, new byte[3]), "too short");

        assertThat(ring.newest())
                .containsExactly(new DeadLetter(
                        new VirtualTime().now(),
                        DeadLetter.Reason.MALFORMED,
                        "/receiver",
                        "none",
                        "4294967295",
                        "",
                        "too short"));
    }
}
