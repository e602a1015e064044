package dev.microkernel.log;

/**
 * How many lines somebody may write: a bucket of tokens that refills steadily. Instead of tokens it keeps the moment at
 * which the bucket is full again.
 */
final class LineAllowance {

    private final long nanosPerLine;
    private final long nanosPerBurst;
    private long fullAtNanos;
    private long dropped;

    /** A full bucket. */
    LineAllowance(int linesPerSecond, int burst, long nowNanos) {
        this.nanosPerLine = 1_000_000_000L / linesPerSecond;
        this.nanosPerBurst = nanosPerLine * burst;
        this.fullAtNanos = nowNanos;
    }

    /** Takes a token, or counts the line as dropped. */
    boolean allows(long nowNanos) {
        if (isFull(nowNanos)) {
            fullAtNanos = nowNanos;
        }
        if (fullAtNanos + nanosPerLine - nowNanos > nanosPerBurst) {
            dropped++;
            return false;
        }
        fullAtNanos += nanosPerLine;
        return true;
    }

    /** Whether a new one would allow just as much, and there is nothing to report. */
    boolean isForgettable(long nowNanos) {
        return dropped == 0 && isFull(nowNanos);
    }

    /** How many lines were dropped since it was last asked. */
    long takeDropped() {
        long taken = dropped;
        dropped = 0;
        return taken;
    }

    private boolean isFull(long nowNanos) {
        return fullAtNanos - nowNanos <= 0;
    }
}
