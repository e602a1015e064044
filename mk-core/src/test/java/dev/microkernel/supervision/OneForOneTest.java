package dev.microkernel.supervision;

import static java.time.Duration.ZERO;
import static java.time.Duration.ofMillis;
import static java.time.Duration.ofSeconds;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.microkernel.actor.Supervision;
import dev.microkernel.actor.Supervision.Verdict;
import java.time.Duration;
import java.time.temporal.ChronoUnit;
import org.junit.jupiter.api.Test;

class OneForOneTest {

    private static final Backoff BACKOFF = new Backoff(ofMillis(100), ofMillis(450), 0.5);
    private static final double NO_JITTER = 0;

    @Test
    void restartsAtOnceThenDoublesTheDelayUpToTheMaximum() {
        var failures = new Failures(OneForOne.unlimited(BACKOFF));

        assertThat(failures.at(ofSeconds(0), "a", NO_JITTER)).isEqualTo(new Verdict.Restart(ZERO));
        assertThat(failures.at(ofSeconds(0), "a", NO_JITTER)).isEqualTo(new Verdict.Restart(ofMillis(100)));
        assertThat(failures.at(ofSeconds(0), "a", NO_JITTER)).isEqualTo(new Verdict.Restart(ofMillis(200)));
        assertThat(failures.at(ofSeconds(0), "a", NO_JITTER)).isEqualTo(new Verdict.Restart(ofMillis(400)));
        assertThat(failures.at(ofSeconds(0), "a", NO_JITTER)).isEqualTo(new Verdict.Restart(ofMillis(450)));
        assertThat(failures.at(ofSeconds(0), "b", NO_JITTER)).isEqualTo(new Verdict.Restart(ZERO));
    }

    @Test
    void beginsAfreshAfterACalm() {
        var failures = new Failures(OneForOne.unlimited(BACKOFF));
        failures.at(ofMillis(0), "a", NO_JITTER);

        assertThat(failures.at(ofMillis(900), "a", NO_JITTER)).isEqualTo(new Verdict.Restart(ofMillis(100)));
        assertThat(failures.at(ofMillis(1801), "a", NO_JITTER)).isEqualTo(new Verdict.Restart(ZERO));
    }

    @Test
    void forgetsAChildThatHasStopped() {
        var failures = new Failures(OneForOne.unlimited(BACKOFF));
        failures.at(ZERO, "a", NO_JITTER);
        failures.state = failures.state.forget("a").forget("never seen");

        assertThat(failures.at(ZERO, "a", NO_JITTER)).isEqualTo(new Verdict.Restart(ZERO));
    }

    @Test
    void jitterTakesAwayNoMoreThanItsShare() {
        assertThat(BACKOFF.delay(1, 0.999_999)).isBetween(ofMillis(50), ofMillis(100));
        assertThat(BACKOFF.delay(1, 0.5)).isEqualTo(ofMillis(75));
    }

    @Test
    void theDelayNeverOverflows() {
        var backoff = new Backoff(Duration.ofNanos(1), Duration.ofDays(365), 0);

        for (int failures = 0; failures < 200; failures++) {
            assertThat(backoff.delay(failures, 0)).isBetween(ZERO, Duration.ofDays(365));
        }
        assertThat(backoff.delay(Integer.MAX_VALUE, 0)).isEqualTo(Duration.ofDays(365));
    }

    /** OTP: more than MaxR restarts within MaxT seconds terminate the supervisor; one at MaxT exactly still counts. */
    @Test
    void escalatesWhenMoreThanTheIntensityFallsWithinThePeriod() {
        var failures = new Failures(new OneForOne(new Intensity(2, ofSeconds(10)), BACKOFF));

        assertThat(failures.at(ofSeconds(0), "a", NO_JITTER)).isInstanceOf(Verdict.Restart.class);
        assertThat(failures.at(ofSeconds(1), "b", NO_JITTER)).isInstanceOf(Verdict.Restart.class);
        assertThat(failures.at(ofSeconds(10), "c", NO_JITTER)).isInstanceOf(Verdict.Escalate.class);
        assertThat(failures.at(ofMillis(10_001), "c", NO_JITTER)).isInstanceOf(Verdict.Restart.class);
        assertThat(failures.at(ofMillis(10_002), "c", NO_JITTER))
                .isEqualTo(new Verdict.Escalate("more than 2 restarts within PT10S, last failed child=c"));
    }

    @Test
    void anIntensityOfZeroRestartsNobody() {
        var failures = new Failures(new OneForOne(new Intensity(0, ofSeconds(1)), BACKOFF));

        assertThat(failures.at(ZERO, "a", NO_JITTER)).isInstanceOf(Verdict.Escalate.class);
    }

    @Test
    void refusesValuesOutOfRange() {
        assertThatIllegalArgumentException().isThrownBy(() -> new Intensity(-1, ofSeconds(1)));
        assertThatIllegalArgumentException().isThrownBy(() -> new Intensity(Intensity.RESTARTS_MAX + 1, ofSeconds(1)));
        assertThatIllegalArgumentException().isThrownBy(() -> new Intensity(1, ZERO));
        assertThatIllegalArgumentException().isThrownBy(() -> new Intensity(1, ChronoUnit.FOREVER.getDuration()));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Backoff.exponential(ofSeconds(1), ChronoUnit.FOREVER.getDuration()));
        assertThatIllegalArgumentException().isThrownBy(() -> Backoff.exponential(ZERO, ofSeconds(1)));
        assertThatIllegalArgumentException().isThrownBy(() -> Backoff.exponential(ofSeconds(2), ofSeconds(1)));
        assertThatIllegalArgumentException().isThrownBy(() -> new Backoff(ofSeconds(1), ofSeconds(1), 1.1));
    }

    private static final class Failures {
        private Supervision state;

        Failures(OneForOne strategy) {
            state = strategy.begin();
        }

        Verdict at(Duration time, String child, double chance) {
            var decision = state.onFailure(child, time.toNanos(), chance);
            state = decision.next();
            return decision.verdict();
        }
    }
}
