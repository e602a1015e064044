package dev.microkernel.time;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** One part of the wheel, driven by ticks that the test makes up. */
class TimerStripeTest {

    private static final int ROUND = 4096;

    private final List<TimerStripe.Timer> due = new ArrayList<>();

    @Test
    void aTimerIsDueInTheFirstTickThatLiesWhollyBehindItsInstant() {
        var stripe = new TimerStripe(100);
        var timer = add(stripe, 110);

        assertThat(stripe.expire(110, due)).isEqualTo(111);
        assertThat(due).isEmpty();
        assertThat(stripe.expire(111, due)).isEqualTo(Long.MAX_VALUE);
        assertThat(due).containsExactly(timer);
    }

    @Test
    void aTimerOfThePastIsDueInTheNextTick() {
        var stripe = new TimerStripe(100);
        stripe.expire(200, due);
        var timer = add(stripe, 50);

        stripe.expire(201, due);
        assertThat(due).containsExactly(timer);
    }

    @Test
    void aCancelledTimerIsNeverDueAndLeavesItsSlotUnused() {
        var stripe = new TimerStripe(0);
        var first = add(stripe, 10);
        var second = add(stripe, 10);
        var third = add(stripe, 10);
        second.cancel();
        second.cancel();
        stripe.expire(20, due);
        assertThat(due).containsExactlyInAnyOrder(first, third);
        first.cancel(); // it has fired: nothing happens

        add(stripe, 30).cancel();
        assertThat(stripe.expire(21, due)).isEqualTo(Long.MAX_VALUE);
    }

    @Test
    void aTimerOfALaterRoundIsPassedOver() {
        var stripe = new TimerStripe(0);
        var late = add(stripe, 10 + 3 * ROUND);
        long tick = 0;
        int looks = 0;
        while (due.isEmpty()) {
            tick = stripe.expire(tick, due);
            if (due.isEmpty()) {
                looks++;
                assertThat(tick).isLessThanOrEqualTo(11 + 3 * ROUND);
            }
        }

        assertThat(due).containsExactly(late);
        assertThat(looks).as("looks on the way: one for each round").isLessThanOrEqualTo(5);
    }

    @Test
    void aLongSleepLosesNothing() {
        var stripe = new TimerStripe(0);
        var early = add(stripe, 1);
        var late = add(stripe, 5 * ROUND);
        stripe.expire(7L * ROUND, due);

        assertThat(due).containsExactlyInAnyOrder(early, late);
    }

    /** Thousands over several rounds, from negative ticks on: none early, none late, none lost. */
    @Test
    void everyTimerIsDueInItsTickHoweverTheyLie() {
        long origin = -2 * ROUND + 17;
        var stripe = new TimerStripe(origin);
        var random = new Random(3);
        var waiting = new ArrayList<TimerStripe.Timer>();
        for (int i = 0; i < 5_000; i++) {
            waiting.add(add(stripe, origin + random.nextInt(4 * ROUND)));
        }
        for (int i = 0; i < 1_000; i++) {
            waiting.remove(random.nextInt(waiting.size())).cancel();
        }
        int expired = waiting.size();
        int seen = 0;
        for (long now = stripe.expire(origin, due); now != Long.MAX_VALUE; now = stripe.expire(now, due)) {
            for (var timer : due) {
                assertThat(timer.due).isLessThanOrEqualTo(now);
                seen++;
            }
            due.clear();
            long passed = now;
            assertThat(waiting.removeIf(timer -> timer.due < passed && timer.linked))
                    .as("late at %d", now)
                    .isFalse();
        }
        seen += due.size();

        assertThat(seen).isEqualTo(expired);
    }

    @Test
    void whatIsClearedIsNotDue() {
        var stripe = new TimerStripe(0);
        Runnable action = () -> {};
        stripe.add(TimerStripe.nanosOf(10), action);
        stripe.add(TimerStripe.nanosOf(10 + ROUND), action);
        stripe.clear();

        assertThat(stripe.expire(3L * ROUND, due)).isEqualTo(Long.MAX_VALUE);
        assertThat(due).isEmpty();
    }

    private static TimerStripe.Timer add(TimerStripe stripe, long tick) {
        return stripe.add(TimerStripe.nanosOf(tick), () -> {});
    }
}
