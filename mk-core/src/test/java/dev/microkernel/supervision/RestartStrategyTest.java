package dev.microkernel.supervision;

import static dev.microkernel.actor.RestartType.PERMANENT;
import static dev.microkernel.actor.RestartType.TEMPORARY;
import static dev.microkernel.actor.RestartType.TRANSIENT;
import static java.time.Duration.ZERO;
import static java.time.Duration.ofMillis;
import static java.time.Duration.ofSeconds;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.microkernel.actor.AutoShutdown;
import dev.microkernel.actor.Exit;
import dev.microkernel.actor.ExitReason;
import dev.microkernel.actor.RestartHistory;
import dev.microkernel.actor.RestartType;
import dev.microkernel.actor.Strategy;
import dev.microkernel.actor.Verdict;
import dev.microkernel.actor.Verdict.Scope;
import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** Decisions against what the documentation of OTP's supervisor says, and what goes beyond it. */
class RestartStrategyTest {

    private static final Backoff BACKOFF = new Backoff(ofMillis(100), ofMillis(450), 0.5);
    private static final RestartStrategy UNLIMITED =
            RestartStrategy.oneForOne().withoutIntensity().withBackoff(BACKOFF);
    private static final RestartStrategy TWO_IN_TEN_SECONDS = UNLIMITED.withIntensity(new Intensity(2, ofSeconds(10)));
    private static final ExitReason FAILED = new ExitReason.Failed(new IllegalStateException("planted"));

    // ---- which ends are followed by a restart: the restart key of OTP's child specifications

    static Stream<Arguments> ends() {
        var normal = List.of(new ExitReason.Normal(), new ExitReason.Stopped());
        var abnormal = List.of(
                FAILED,
                new ExitReason.Killed(),
                new ExitReason.Unreachable(3),
                new ExitReason.Deadline(ofSeconds(1)),
                new ExitReason.Memory(65_536),
                new ExitReason.Trap("integer divide by zero"));
        return Stream.of(
                        normal.stream().map(reason -> Arguments.of(PERMANENT, reason, true)),
                        abnormal.stream().map(reason -> Arguments.of(PERMANENT, reason, true)),
                        normal.stream().map(reason -> Arguments.of(TRANSIENT, reason, false)),
                        abnormal.stream().map(reason -> Arguments.of(TRANSIENT, reason, true)),
                        normal.stream().map(reason -> Arguments.of(TEMPORARY, reason, false)),
                        abnormal.stream().map(reason -> Arguments.of(TEMPORARY, reason, false)))
                .flatMap(cases -> cases);
    }

    @ParameterizedTest
    @MethodSource("ends")
    void restartsAsTheRestartTypeSays(RestartType type, ExitReason reason, boolean restarts) {
        for (var strategy :
                List.of(RestartStrategy.oneForOne(), RestartStrategy.oneForAll(), RestartStrategy.restForOne())) {
            var verdict = strategy.decide(
                            new Exit("a", reason, type), RestartHistory.NONE, RestartHistory.NONE, 0, NO_JITTER)
                    .verdict();

            assertThat(verdict).isEqualTo(restarts ? new Verdict.Restart(strategy.scope(), ZERO) : new Verdict.Stop());
        }
    }

    @Test
    void anEndThatIsNotFollowedByARestartDoesNotCount() {
        var decision = TWO_IN_TEN_SECONDS.decide(
                new Exit("a", FAILED, TEMPORARY), RestartHistory.NONE, RestartHistory.NONE, 0, NO_JITTER);

        assertThat(decision.all()).isEqualTo(RestartHistory.NONE);
        assertThat(decision.own()).isEqualTo(RestartHistory.NONE);
    }

    @Test
    void theStrategiesDifferInWhoIsRestartedToo() {
        assertThat(RestartStrategy.oneForOne().scope()).isEqualTo(Scope.ONE);
        assertThat(RestartStrategy.restForOne().scope()).isEqualTo(Scope.REST);
        assertThat(RestartStrategy.oneForAll().scope()).isEqualTo(Scope.ALL);
    }

    // ---- auto-shutdown: the auto_shutdown flag of OTP 24

    @ParameterizedTest
    @CsvSource({
        "NEVER, false, 0, false",
        "NEVER, true, 0, false",
        "ANY_SIGNIFICANT, false, 0, false",
        "ANY_SIGNIFICANT, true, 0, true",
        "ANY_SIGNIFICANT, true, 2, true",
        "ALL_SIGNIFICANT, false, 0, false",
        "ALL_SIGNIFICANT, true, 1, false",
        "ALL_SIGNIFICANT, true, 0, true"
    })
    void theEndOfSignificantChildrenEndsTheSupervisor(
            AutoShutdown autoShutdown, boolean significant, int left, boolean stops) {
        assertThat(autoShutdown.stopsAfter(significant, left)).isEqualTo(stops);
    }

    // ---- intensity

    /** OTP: more than MaxR restarts within MaxT seconds terminate the supervisor; one at MaxT exactly still counts. */
    @Test
    void escalatesWhenMoreThanTheIntensityFallsWithinThePeriod() {
        var failures = new Failures(TWO_IN_TEN_SECONDS);

        assertThat(failures.at(ofSeconds(0), "a", NO_JITTER)).isInstanceOf(Verdict.Restart.class);
        assertThat(failures.at(ofSeconds(1), "b", NO_JITTER)).isInstanceOf(Verdict.Restart.class);
        assertThat(failures.at(ofSeconds(10), "c", NO_JITTER)).isInstanceOf(Verdict.Escalate.class);
        assertThat(failures.at(ofMillis(10_001), "c", NO_JITTER)).isInstanceOf(Verdict.Restart.class);
        assertThat(failures.at(ofMillis(10_002), "c", NO_JITTER)).isInstanceOf(Verdict.Escalate.class);
    }

    @Test
    void anEscalationTellsWhatCounted() {
        var failures = new Failures(TWO_IN_TEN_SECONDS);
        failures.at(ofSeconds(0), "a", NO_JITTER);
        failures.at(ofSeconds(1), "b", NO_JITTER);

        assertThat(failures.at(ofSeconds(2), "c", NO_JITTER))
                .isEqualTo(new Verdict.Escalate(
                        "more than 2 restarts within PT10S of all children, last failed child=c",
                        List.of(
                                new RestartHistory.Event("a", FAILED, 0),
                                new RestartHistory.Event("b", FAILED, 1_000_000_000),
                                new RestartHistory.Event("c", FAILED, 2_000_000_000))));
    }

    @Test
    void anIntensityOfZeroRestartsNobody() {
        var failures = new Failures(UNLIMITED.withIntensity(new Intensity(0, ofSeconds(1))));

        assertThat(failures.at(ZERO, "a", NO_JITTER)).isInstanceOf(Verdict.Escalate.class);
    }

    @Test
    void anIntensityOfEachChildDoesNotCountTheOthers() {
        var failures = new Failures(UNLIMITED.withIntensityPerChild(new Intensity(1, ofSeconds(10))));

        assertThat(failures.at(ofSeconds(0), "a", NO_JITTER)).isInstanceOf(Verdict.Restart.class);
        assertThat(failures.at(ofSeconds(0), "b", NO_JITTER)).isInstanceOf(Verdict.Restart.class);
        assertThat(failures.at(ofSeconds(0), "c", NO_JITTER)).isInstanceOf(Verdict.Restart.class);
        assertThat(failures.at(ofSeconds(1), "b", NO_JITTER)).isInstanceOf(Verdict.Escalate.class);
    }

    @Test
    void whatIsRememberedIsBoundedByTheIntensity() {
        var failures = new Failures(TWO_IN_TEN_SECONDS);
        for (int i = 0; i < 100; i++) {
            failures.at(ofMillis(i), "a", NO_JITTER);
        }

        assertThat(failures.all.exits()).hasSizeLessThanOrEqualTo(3);
        assertThat(failures.own.get("a").exits()).isEmpty();
    }

    // ---- backoff

    @Test
    void restartsAtOnceThenDoublesTheDelayUpToTheMaximum() {
        var failures = new Failures(UNLIMITED);

        assertThat(failures.delay(ofSeconds(0), "a")).isEqualTo(ZERO);
        assertThat(failures.delay(ofSeconds(0), "a")).isEqualTo(ofMillis(100));
        assertThat(failures.delay(ofSeconds(0), "a")).isEqualTo(ofMillis(200));
        assertThat(failures.delay(ofSeconds(0), "a")).isEqualTo(ofMillis(400));
        assertThat(failures.delay(ofSeconds(0), "a")).isEqualTo(ofMillis(450));
        assertThat(failures.delay(ofSeconds(0), "b")).isEqualTo(ZERO);
    }

    @Test
    void aBackoffOfTheSupervisorCountsTheFailuresOfAllChildren() {
        var failures = new Failures(UNLIMITED.withBackoffPerSupervisor(BACKOFF));

        assertThat(failures.delay(ofSeconds(0), "a")).isEqualTo(ZERO);
        assertThat(failures.delay(ofSeconds(0), "b")).isEqualTo(ofMillis(100));
        assertThat(failures.delay(ofSeconds(0), "c")).isEqualTo(ofMillis(200));
    }

    @Test
    void beginsAfreshAfterACalm() {
        var failures = new Failures(UNLIMITED);
        failures.delay(ofMillis(0), "a");

        assertThat(failures.delay(ofMillis(900), "a")).isEqualTo(ofMillis(100));
        assertThat(failures.delay(ofMillis(1801), "a")).isEqualTo(ZERO);
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

    @Test
    void withoutBackoffEveryRestartIsAtOnce() {
        var failures = new Failures(UNLIMITED.withBackoff(Backoff.NONE));

        for (int i = 0; i < 10; i++) {
            assertThat(failures.delay(ofSeconds(0), "a")).isEqualTo(ZERO);
        }
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

    private static final double NO_JITTER = 0;

    /** A supervisor's memory, without the supervisor. */
    private static final class Failures {
        private final Strategy strategy;
        private final Map<String, RestartHistory> own = new HashMap<>();
        private RestartHistory all = RestartHistory.NONE;

        Failures(Strategy strategy) {
            this.strategy = strategy;
        }

        Verdict at(Duration time, String child, double chance) {
            var exit = new Exit(child, FAILED, TRANSIENT);
            var before = own.getOrDefault(child, RestartHistory.NONE);
            var decision = strategy.decide(exit, all, before, time.toNanos(), chance);
            all = decision.all();
            own.put(child, decision.own());
            return decision.verdict();
        }

        Duration delay(Duration time, String child) {
            return ((Verdict.Restart) at(time, child, NO_JITTER)).delay();
        }
    }
}
