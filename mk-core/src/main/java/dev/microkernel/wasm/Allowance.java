package dev.microkernel.wasm;

/** So much of something a second: a bucket that fills steadily and holds a second's worth. Not thread-safe. */
final class Allowance {

    private static final double NANOS_PER_SECOND = 1e9;

    private final long perSecond;
    private double left;
    private long filledAt;

    Allowance(long perSecond, long nowNanos) {
        this.perSecond = perSecond;
        this.left = perSecond;
        this.filledAt = nowNanos;
    }

    /** Takes some, if there is any left: one that is larger than the bucket has to be possible, and is paid for later. */
    boolean take(long amount, long nowNanos) {
        double most = (double) perSecond;
        left = Math.min(most, left + most * ((double) (nowNanos - filledAt) / NANOS_PER_SECOND));
        filledAt = nowNanos;
        if (left < 1) {
            return false;
        }
        left -= amount;
        return true;
    }

    long perSecond() {
        return perSecond;
    }
}
