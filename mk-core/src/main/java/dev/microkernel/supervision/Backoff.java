package dev.microkernel.supervision;

import java.time.Duration;

/**
 * How long a child that fails again and again waits for its restart. The first failure after a calm is restarted at
 * once; then the delay begins at {@code min} and doubles up to {@code max}. A child is calm when it has not failed for
 * twice {@code max}.
 *
 * @param min the first delay, not negative
 * @param max the longest delay, not shorter than {@code min}
 * @param jitter the share of a delay that chance may take away, 0 to 1: children that fell together do not rise together
 */
public record Backoff(Duration min, Duration max, double jitter) {

    /** Longest delay: a child that waits longer is not supervised any more. */
    public static final Duration DELAY_MAX = Duration.ofDays(365);

    /** No delays. A child that fails for ever is then bounded by the intensity alone, and keeps a core busy without one. */
    public static final Backoff NONE = new Backoff(Duration.ZERO, Duration.ZERO, 0);

    private static final double DEFAULT_JITTER = 0.2;

    /** Refuses values out of range, naming them. */
    public Backoff {
        if (min.isNegative() || max.compareTo(min) < 0) {
            throw new IllegalArgumentException("backoff must have 0 <= min <= max, min=" + min + ", max=" + max);
        }
        if (max.compareTo(DELAY_MAX) > 0) {
            throw new IllegalArgumentException("backoff must be at most " + DELAY_MAX + ", max=" + max);
        }
        if (!(jitter >= 0 && jitter <= 1)) {
            throw new IllegalArgumentException("jitter must be 0..1, jitter=" + jitter);
        }
    }

    /**
     * With a jitter of a fifth.
     *
     * @param min longer than zero
     */
    public static Backoff exponential(Duration min, Duration max) {
        if (!min.isPositive()) {
            throw new IllegalArgumentException("an exponential backoff must begin above zero, min=" + min);
        }
        return new Backoff(min, max, DEFAULT_JITTER);
    }

    /**
     * The delay of a restart.
     *
     * @param failures how many failures came before this one without a calm between them
     * @param chance evenly distributed in [0, 1)
     */
    Duration delay(int failures, double chance) {
        if (failures == 0 || max.isZero()) {
            return Duration.ZERO;
        }
        // 2^62 ns is 146 years: the shift is cut off long before it could overflow.
        int doublings = Math.min(failures - 1, Long.numberOfLeadingZeros(min.toNanos()) - 2);
        long nanos = Math.min(max.toNanos(), min.toNanos() << doublings);
        return Duration.ofNanos((long) (nanos * (1 - jitter * chance)));
    }

    boolean isCalm(long sinceFailureNanos) {
        return sinceFailureNanos > 2 * max.toNanos();
    }
}
