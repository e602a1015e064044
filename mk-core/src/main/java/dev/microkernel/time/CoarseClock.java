package dev.microkernel.time;

/**
 * A clock that is cheap to read because it is moved by others: it lags behind {@link TimeSource#nanoTime} by about ten
 * milliseconds while the system is busy. For figures and limits on paths that must not pay for a real clock.
 */
public final class CoarseClock {

    /** A tick is 2^20 ns: a power of two, close to a millisecond. */
    private static final int TICK_SHIFT = 20;

    private volatile long nanos;

    CoarseClock(long nanos) {
        this.nanos = nanos;
    }

    /** Monotonic time in nanoseconds, of the same origin as {@link TimeSource#nanoTime}. */
    public long nanos() {
        return nanos;
    }

    /** The time in ticks of about a millisecond; it wraps after some 26 days, so compare by difference only. */
    public int ticks() {
        return ticks(nanos);
    }

    /** An instant of {@link TimeSource#nanoTime} in ticks. */
    public static int ticks(long nanos) {
        return (int) (nanos >> TICK_SHIFT);
    }

    /** A number of ticks in nanoseconds. */
    public static long nanosOf(int ticks) {
        return (long) ticks << TICK_SHIFT;
    }

    void moveTo(long newNanos) {
        nanos = newNanos;
    }
}
