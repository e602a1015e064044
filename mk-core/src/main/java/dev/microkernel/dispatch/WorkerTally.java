package dev.microkernel.dispatch;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.concurrent.atomic.LongAdder;

/**
 * Some sums that every worker adds to. Each has a cache line of its own and adds there without an atomic step, since
 * nobody else writes to it; all other threads share adders. Who reads adds up the lines and may miss what is being added
 * at that moment, never what was added before. A sum that is only added to never goes down.
 */
public final class WorkerTally {

    /** Most sums: a cache line of them. */
    public static final int SUMS_MAX = 8;

    private static final int LINE = SUMS_MAX;
    private static final VarHandle ELEMENT = MethodHandles.arrayElementVarHandle(long[].class);

    /** A line in front and one behind keep others' objects away. */
    private final long[] lines = new long[(WorkerScheduler.WORKERS_MAX + 2) * LINE];

    private final LongAdder[] others;

    /**
     * Nothing yet.
     *
     * @param sums how many, 1 to {@value #SUMS_MAX}
     */
    public WorkerTally(int sums) {
        others = new LongAdder[sums];
        for (int i = 0; i < sums; i++) {
            others[i] = new LongAdder();
        }
    }

    /** Adds to a sum, on behalf of the calling thread. The tally must be for one scheduler. */
    public void add(int sum, long amount) {
        if (Thread.currentThread() instanceof Worker worker) {
            int at = (worker.index() + 1) * LINE + sum;
            ELEMENT.setOpaque(lines, at, lines[at] + amount);
        } else {
            others[sum].add(amount);
        }
    }

    /** A sum over all threads. */
    public long sum(int sum) {
        long all = others[sum].sum();
        for (int line = 1; line <= WorkerScheduler.WORKERS_MAX; line++) {
            all += (long) ELEMENT.getOpaque(lines, line * LINE + sum);
        }
        return all;
    }
}
