package dev.microkernel.spring.route;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import reactor.core.Disposable;

/** How many messages an actor wants. */
class CreditTest {

    @Test
    void asManyAreTakenAsAreGiven() {
        var credit = new Credit(2);
        assertThat(taken(credit)).isTrue();
        assertThat(taken(credit)).isTrue();
        var third = take(credit);
        assertThat(third.isDisposed()).as("none is left").isFalse();
        credit.give(2);
        assertThat(third.isDisposed()).isTrue();
        assertThat(taken(credit)).isTrue();
        assertThat(taken(credit)).isFalse();
    }

    @Test
    void moreThanCanBeCountedIsNotLess() {
        var credit = new Credit(1);
        credit.give(Integer.MAX_VALUE);
        credit.give(Integer.MAX_VALUE);
        assertThat(taken(credit)).isTrue();
    }

    @Test
    void theUnlimitedIsNeverUsedUp() {
        var credit = new Credit(Integer.MAX_VALUE);
        for (int i = 0; i < 1_000; i++) {
            assertThat(taken(credit)).isTrue();
        }
    }

    @Test
    void oneWhoDoesNotWaitTakesFromTheSame() {
        var credit = new Credit(1);
        assertThat(credit.takeNow()).isTrue();
        assertThat(credit.takeNow()).isFalse();
        credit.give(1);
        assertThat(taken(credit)).isTrue();
        assertThat(credit.takeNow()).isFalse();
        assertThat(new Credit(Integer.MAX_VALUE).takeNow()).isTrue();
    }

    private static boolean taken(Credit credit) {
        return take(credit).isDisposed();
    }

    private static Disposable take(Credit credit) {
        return credit.take().subscribe();
    }
}
