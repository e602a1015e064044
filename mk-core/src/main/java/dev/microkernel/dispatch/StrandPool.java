package dev.microkernel.dispatch;

import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * The threads of {@link PooledStrand}s: made when they are needed, and gone after some seconds without work. The operating
 * system shares the cores among them, so what spins holds up the others no more than its share. The queue is bounded by
 * who fills it: an actor has one strand at a time.
 */
final class StrandPool {

    private static final long KEEP_SECONDS = 10;

    /** Deep enough for recursion that means no harm. */
    private static final long STACK_BYTES = 1 << 20;

    private final String name;
    private final int threadsMax;
    private @Nullable ThreadPoolExecutor threads;

    StrandPool(String name, int threadsMax) {
        this.name = name;
        this.threadsMax = threadsMax;
    }

    void start(PooledStrand strand) {
        threads().execute(strand::runPooled);
    }

    /** Has threads go as soon as they have nothing to do. */
    synchronized void retire() {
        if (threads != null) {
            threads.setKeepAliveTime(1, TimeUnit.MILLISECONDS);
        }
    }

    private synchronized ThreadPoolExecutor threads() {
        var present = threads;
        if (present == null) {
            var numbers = new AtomicInteger();
            present = new ThreadPoolExecutor(
                    threadsMax, threadsMax, KEEP_SECONDS, TimeUnit.SECONDS, new LinkedBlockingQueue<>(), task -> {
                        var thread = new Thread(null, task, name + "-" + numbers.getAndIncrement(), STACK_BYTES, false);
                        thread.setDaemon(true);
                        return thread;
                    });
            present.allowCoreThreadTimeOut(true);
            threads = present;
        }
        return present;
    }
}
