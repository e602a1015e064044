package dev.microkernel.time;

import static java.time.Duration.ofMillis;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.ArrayList;
import org.junit.jupiter.api.Test;

class VirtualTimeTest {

    private final VirtualTime time = new VirtualTime();
    private final ArrayList<String> fired = new ArrayList<>();

    @Test
    void firesTimersInOrderAndAtTheirInstant() {
        time.schedule(ofMillis(20), () -> fired.add("late at " + time.nanoTime()));
        time.schedule(ofMillis(10), () -> fired.add("early at " + time.nanoTime()));
        time.schedule(ofMillis(10), () -> fired.add("early too"));

        time.advance(ofMillis(19));
        assertThat(fired).containsExactly("early at 10000000", "early too");
        time.advance(ofMillis(1));
        assertThat(fired).last().isEqualTo("late at 20000000");
    }

    @Test
    void firesWhatFiredTimersSetOnTheWay() {
        time.schedule(ofMillis(10), () -> time.schedule(ofMillis(10), () -> fired.add("second")));

        time.advance(ofMillis(20));

        assertThat(fired).containsExactly("second");
    }

    @Test
    void doesNotFireACancelledTimer() {
        time.schedule(ofMillis(10), () -> fired.add("cancelled")).cancel();

        time.advance(ofMillis(10));

        assertThat(fired).isEmpty();
    }

    @Test
    void doesNotMoveBackwards() {
        assertThatIllegalArgumentException().isThrownBy(() -> time.advance(ofMillis(-1)));
    }
}
