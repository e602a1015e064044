package dev.microkernel.dispatch;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class PatienceTest {

    private final Patience patience = new Patience();

    @Test
    void lingersAfterATurnWithAMessageAndNotInAStreamOfThem() {
        assertThat(patience.mayLinger(1)).isTrue();
        assertThat(patience.mayLinger(3)).isFalse();
        assertThat(patience.mayLinger(1)).isTrue();
    }

    @Test
    void whatIsInVainIsTriedLessAndLessDownToABound() {
        assertThat(skippedAfterDisappointment()).isEqualTo(1);
        assertThat(skippedAfterDisappointment()).isEqualTo(2);
        assertThat(skippedAfterDisappointment()).isEqualTo(4);
        for (int i = 0; i < 10; i++) {
            patience.disappointed();
        }
        assertThat(skippedAfterDisappointment()).isEqualTo(64);
    }

    @Test
    void oneRewardRestoresIt() {
        patience.disappointed();
        patience.disappointed();
        patience.rewarded();

        assertThat(patience.mayLinger(1)).isTrue();
        assertThat(patience.mayLinger(1)).isTrue();
    }

    private int skippedAfterDisappointment() {
        patience.disappointed();
        int skipped = 0;
        while (!patience.mayLinger(1)) {
            skipped++;
        }
        return skipped;
    }
}
