package dev.microkernel.supervision;

import java.time.Duration;

/**
 * How many restarts a supervisor grants before it fails itself, as in OTP's supervisor: more than {@code maxRestarts}
 * within {@code period} is too many.
 *
 * @param maxRestarts 0 or more
 * @param period longer than zero
 */
public record Intensity(int maxRestarts, Duration period) {

    /** Highest limit: every restart within the period is remembered. */
    public static final int RESTARTS_MAX = 1_000;

    /** Longest period. */
    public static final Duration PERIOD_MAX = Duration.ofDays(365);

    /** Refuses values out of range, naming them. */
    public Intensity {
        if (maxRestarts < 0 || maxRestarts > RESTARTS_MAX) {
            throw new IllegalArgumentException("restarts must be 0.." + RESTARTS_MAX + ", maxRestarts=" + maxRestarts);
        }
        if (!period.isPositive() || period.compareTo(PERIOD_MAX) > 0) {
            throw new IllegalArgumentException(
                    "restart period must be longer than zero and at most " + PERIOD_MAX + ", period=" + period);
        }
    }
}
