package dev.microkernel.dispatch;

/**
 * For how long one worker has been parked, all together. The worker alone writes; who reads meanwhile reads again, for the
 * version is odd while something is written, and another one behind it (a sequence lock). All fields are volatile: a worker
 * that goes to sleep has time.
 */
final class ParkedTime {

    private volatile int version;
    private volatile long nanos;
    private volatile boolean parked;
    private volatile long sinceNanos;

    @SuppressWarnings("NonAtomicVolatileUpdate") // one thread writes
    void begin(long nowNanos) {
        version++;
        parked = true;
        sinceNanos = nowNanos;
        version++;
    }

    @SuppressWarnings("NonAtomicVolatileUpdate") // one thread writes
    void end(long nowNanos) {
        version++;
        nanos += Math.max(0, nowNanos - sinceNanos);
        parked = false;
        version++;
    }

    /** The sum up to an instant, the time in which it is parked at that instant included. */
    long until(long nowNanos) {
        while (true) {
            int before = version;
            long sum = nanos + (parked ? Math.max(0, nowNanos - sinceNanos) : 0);
            if ((before & 1) == 0 && version == before) {
                return sum;
            }
            Thread.onSpinWait();
        }
    }
}
