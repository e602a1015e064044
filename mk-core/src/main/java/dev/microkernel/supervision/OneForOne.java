package dev.microkernel.supervision;

import dev.microkernel.actor.Strategy;
import dev.microkernel.actor.Supervision;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Restarts the child that failed and no other (OTP: {@code one_for_one}).
 *
 * @param intensity how many restarts all children together are granted before the supervisor fails itself; null for
 *     any number, where the backoff alone bounds how often a child can fail
 * @param backoff how long each child waits, by its own failures
 */
public record OneForOne(@Nullable Intensity intensity, Backoff backoff) implements Strategy {

    /** At most 10 restarts in 10 s, delayed by 100 ms to 10 s. */
    public static final OneForOne DEFAULT = new OneForOne(
            new Intensity(10, Duration.ofSeconds(10)),
            Backoff.exponential(Duration.ofMillis(100), Duration.ofSeconds(10)));

    /** Never gives a child up, however often it fails. */
    public static OneForOne unlimited(Backoff backoff) {
        return new OneForOne(null, backoff);
    }

    @Override
    public Supervision begin() {
        return new State(this, List.of(), Map.of());
    }

    /** The failures in a row of one child. */
    private record Streak(int failures, long lastNanos) {}

    /** {@code restartNanos}: the restarts within the period, oldest first. */
    private record State(OneForOne strategy, List<Long> restartNanos, Map<String, Streak> streaks)
            implements Supervision {

        @Override
        public Decision onFailure(String child, long nowNanos, double chance) {
            var limit = strategy.intensity;
            var counted = limit == null ? restartNanos : within(limit.period(), nowNanos);
            if (limit != null && counted.size() > limit.maxRestarts()) {
                return new Decision(
                        this,
                        new Verdict.Escalate("more than " + limit.maxRestarts() + " restarts within " + limit.period()
                                + ", last failed child=" + child));
            }
            var streak = streaks.get(child);
            int before = streak == null || strategy.backoff.isCalm(nowNanos - streak.lastNanos) ? 0 : streak.failures;
            var next = new HashMap<>(streaks);
            next.put(child, new Streak(before + 1, nowNanos));
            return new Decision(
                    new State(strategy, counted, Map.copyOf(next)),
                    new Verdict.Restart(strategy.backoff.delay(before, chance)));
        }

        private List<Long> within(Duration period, long nowNanos) {
            return Stream.concat(restartNanos.stream(), Stream.of(nowNanos))
                    .filter(at -> nowNanos - at <= period.toNanos())
                    .toList();
        }

        @Override
        public Supervision forget(String child) {
            if (!streaks.containsKey(child)) {
                return this;
            }
            var next = new HashMap<>(streaks);
            next.remove(child);
            return new State(strategy, restartNanos, Map.copyOf(next));
        }
    }
}
