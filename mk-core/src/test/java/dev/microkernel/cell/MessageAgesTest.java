package dev.microkernel.cell;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class MessageAgesTest {

    private static final int UNKNOWN = -1;

    private final MessageAges ages = new MessageAges();

    @Test
    void knowsNothingWithoutAMark() {
        assertThat(ages.oldest(0, UNKNOWN)).isEqualTo(UNKNOWN);
    }

    @Test
    void theOldestWaitingMessageIsAsOldAsTheFirstMarkThatCountsIt() {
        ages.mark(10, 2, 100);
        ages.mark(20, 5, 200);

        assertThat(ages.oldest(9, UNKNOWN)).isEqualTo(100);
        assertThat(ages.oldest(10, UNKNOWN)).isEqualTo(200);
        assertThat(ages.oldest(20, UNKNOWN)).isEqualTo(UNKNOWN);
    }

    @Test
    void aSecondMarkAtTheSameTickSaysNothingNew() {
        ages.mark(10, 0, 100);
        ages.mark(20, 0, 100);

        assertThat(ages.oldest(9, UNKNOWN)).isEqualTo(100);
        assertThat(ages.oldest(10, UNKNOWN)).isEqualTo(UNKNOWN);
    }

    @Test
    void marksOfWhichNoMessageWaitsAreForgotten() {
        ages.mark(10, 0, 100);
        ages.mark(20, 10, 200);

        assertThat(ages.oldest(0, UNKNOWN)).as("the first is gone").isEqualTo(200);
    }

    /** A receiver that never catches up: one message a tick in, one every second tick out. */
    @Test
    void theErrorStaysBelowAnSeventhOfTheAgeHoweverLongTheBacklogGrows() {
        for (int now = 1; now <= 100_000; now++) {
            int taken = now / 2;
            ages.mark(now, taken, now);
            // The oldest waiting message was the (taken + 1)-th, so it came at that tick.
            int age = now - (taken + 1);
            int seen = now - ages.oldest(taken, now);
            assertThat(seen).as("age %d", age).isBetween(age - age / 7 - 1, age);
        }
    }

    @Test
    void aBacklogThatGrewForLongIsNotTakenForANewOneWhenItShrinks() {
        for (int now = 1; now <= 10_000; now++) {
            ages.mark(now, 0, now);
        }

        for (int taken = 1; taken < 10_000; taken++) {
            assertThat(ages.oldest(taken, UNKNOWN)).as("taken %d", taken).isBetween(taken + 1, taken + 1 + 10_000 / 7);
        }
    }

    @Test
    void countsAndTicksMayWrapAround() {
        int start = Integer.MAX_VALUE - 5;
        ages.mark(start + 10, start, Integer.MAX_VALUE - 1);
        ages.mark(start + 20, start, Integer.MAX_VALUE + 3);

        assertThat(ages.oldest(start + 9, UNKNOWN)).isEqualTo(Integer.MAX_VALUE - 1);
        assertThat(ages.oldest(start + 10, UNKNOWN)).isEqualTo(Integer.MAX_VALUE + 3);
    }
}
