package dev.microkernel.remote.link;

import dev.microkernel.time.TimeSource;
import java.time.Duration;

/** So many messages in a second, and after a rest twice as many at once. For one strand. */
final class RateLimit {

    private static final double BURST_SECONDS = 2;
    private static final double NANOS = Duration.ofSeconds(1).toNanos();

    private final TimeSource time;
    private final int perSecond;
    private double allowance;
    private long refilledNanos;

    /** With 0 for any number. */
    RateLimit(TimeSource time, int perSecond) {
        this.time = time;
        this.perSecond = perSecond;
        this.allowance = perSecond * BURST_SECONDS;
        this.refilledNanos = time.nanoTime();
    }

    /** Whether one more may pass now. */
    boolean allows() {
        if (perSecond == 0) {
            return true;
        }
        long now = time.nanoTime();
        allowance = Math.min(perSecond * BURST_SECONDS, allowance + perSecond * ((now - refilledNanos) / NANOS));
        refilledNanos = now;
        if (allowance < 1) {
            return false;
        }
        allowance--;
        return true;
    }
}
