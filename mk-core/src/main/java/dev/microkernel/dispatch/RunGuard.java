package dev.microkernel.dispatch;

import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * Looks every few milliseconds at the strands whose runs are limited. A thread of its own, for those it watches may hold
 * every other one; made when it is first needed, and asleep while there is nothing to watch.
 *
 * <p>Falling asleep, argued: the thread says that it is about to sleep, then looks at the set once more; who adds a limit
 * puts it there first and then looks whether the thread sleeps. One of the two sees the other.
 */
final class RunGuard {

    private static final long PERIOD_NANOS = 5_000_000;

    private final String name;
    private final Set<RunLimit> limits = ConcurrentHashMap.newKeySet();
    private volatile @Nullable Thread thread;
    private volatile boolean asleep;
    private volatile boolean stopped;

    RunGuard(String name) {
        this.name = name;
    }

    void add(RunLimit limit) {
        limits.add(limit);
        var present = thread;
        if (present == null) {
            start();
        } else if (asleep) {
            asleep = false;
            LockSupport.unpark(present);
        }
    }

    void remove(RunLimit limit) {
        limits.remove(limit);
    }

    private synchronized void start() {
        if (thread == null && !stopped) {
            thread = Thread.ofPlatform().name(name).daemon().start(this::run);
        }
    }

    private void run() {
        while (!stopped) {
            if (limits.isEmpty()) {
                asleep = true;
                if (limits.isEmpty() && !stopped) {
                    LockSupport.park(this);
                }
                asleep = false;
            } else {
                LockSupport.parkNanos(this, PERIOD_NANOS);
                limits.forEach(RunLimit::look);
            }
        }
    }

    /** Lets the thread end. */
    synchronized void stop() {
        stopped = true;
        var present = thread;
        if (present != null) {
            LockSupport.unpark(present);
        }
    }
}
