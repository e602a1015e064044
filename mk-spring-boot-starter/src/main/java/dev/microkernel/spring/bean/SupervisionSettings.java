package dev.microkernel.spring.bean;

import dev.microkernel.actor.AutoShutdown;
import dev.microkernel.actor.SupervisorSpec;
import dev.microkernel.supervision.Backoff;
import dev.microkernel.supervision.Intensity;
import dev.microkernel.supervision.RestartStrategy;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * How children are supervised. What is not set is as in {@link RestartStrategy#oneForOne}; if nothing of the strategy is
 * set, it is the system's.
 *
 * @param strategy who is restarted with a child that failed
 * @param maxRestarts how many restarts of all children together are granted within that time, 0 to 1000; default 10
 * @param within the time in which restarts are counted; default 10s
 * @param backoffMin the first delay of a child that fails again, which doubles; default 100ms; 0 for none
 * @param backoffMax the longest delay; default 10s
 * @param jitter the share of a delay that chance may take away, 0 to 1; default 0.2
 * @param autoShutdown whether significant children that end have the supervisor stop
 */
public record SupervisionSettings(
        @Nullable Kind strategy,
        @Nullable Integer maxRestarts,
        @Nullable Duration within,
        @Nullable Duration backoffMin,
        @Nullable Duration backoffMax,
        @Nullable Double jitter,
        @Nullable AutoShutdown autoShutdown) {

    /** OTP's strategies. */
    public enum Kind {
        /** It alone. */
        ONE_FOR_ONE,
        /** All children. */
        ONE_FOR_ALL,
        /** Those that were started after it. */
        REST_FOR_ONE
    }

    /** What {@link RestartStrategy#oneForOne} has, for those who set a part of it. */
    private static final Intensity INTENSITY = new Intensity(10, Duration.ofSeconds(10));

    private static final Backoff BACKOFF = new Backoff(Duration.ofMillis(100), Duration.ofSeconds(10), 0.2);

    /**
     * A specification with this in the place of its own.
     *
     * @throws IllegalArgumentException if a value is out of its range
     */
    SupervisorSpec applyTo(SupervisorSpec spec) {
        var supervised = autoShutdown == null ? spec : spec.withAutoShutdown(autoShutdown);
        return strategy == null && !hasIntensity() && !hasBackoff()
                ? supervised
                : supervised.withStrategy(toStrategy());
    }

    private boolean hasIntensity() {
        return maxRestarts != null || within != null;
    }

    private boolean hasBackoff() {
        return backoffMin != null || backoffMax != null || jitter != null;
    }

    private RestartStrategy toStrategy() {
        var restarts = switch (strategy == null ? Kind.ONE_FOR_ONE : strategy) {
            case ONE_FOR_ONE -> RestartStrategy.oneForOne();
            case ONE_FOR_ALL -> RestartStrategy.oneForAll();
            case REST_FOR_ONE -> RestartStrategy.restForOne();
        };
        if (hasIntensity()) {
            restarts = restarts.withIntensity(
                    new Intensity(or(maxRestarts, INTENSITY.maxRestarts()), or(within, INTENSITY.period())));
        }
        if (hasBackoff()) {
            restarts = restarts.withBackoff(new Backoff(
                    or(backoffMin, BACKOFF.min()), or(backoffMax, BACKOFF.max()), or(jitter, BACKOFF.jitter())));
        }
        return restarts;
    }

    private static <T> T or(@Nullable T value, T otherwise) {
        return value == null ? otherwise : value;
    }
}
