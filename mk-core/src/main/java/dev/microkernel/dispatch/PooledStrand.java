package dev.microkernel.dispatch;

import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * A strand on a thread of a pool. One that is interrupted while it waits for such a thread runs on a thread of its own
 * instead, for it will end soon and must not wait for those that hold the pool.
 */
final class PooledStrand extends Strand {

    private enum State {
        QUEUED,
        RUNNING,
        ENDED
    }

    private final String name;
    private final Runnable body;
    private State state = State.QUEUED;
    private volatile @Nullable Thread thread;

    PooledStrand(String name, Turn turn, RunGuard guard, Runnable body) {
        super(turn, guard);
        this.name = name;
        this.body = body;
    }

    /** Runs the body, on a thread of the pool. */
    void runPooled() {
        var own = Thread.currentThread();
        synchronized (this) {
            if (state != State.QUEUED) {
                return;
            }
            state = State.RUNNING;
            thread = own;
        }
        var poolName = own.getName();
        own.setName(name);
        try {
            run(body);
        } finally {
            synchronized (this) {
                state = State.ENDED; // from now on the thread is not interrupted over this strand
                thread = null;
            }
            leave();
            own.setName(poolName);
            var _ = Thread.interrupted();
        }
    }

    @Override
    public void park() {
        pause();
        LockSupport.park(this);
        resume();
    }

    @Override
    public void unpark() {
        LockSupport.unpark(thread);
    }

    @Override
    public synchronized void interrupt() {
        switch (state) {
            case QUEUED -> {
                state = State.RUNNING;
                var own = Thread.ofVirtual()
                        .name(name)
                        .uncaughtExceptionHandler(this::escaped)
                        .unstarted(() -> {
                            Thread.currentThread().interrupt();
                            run(body);
                        });
                thread = own;
                own.start();
            }
            case RUNNING -> thread().interrupt();
            case ENDED -> {}
        }
    }

    @Override
    public Thread thread() {
        var present = thread;
        return present == null ? Thread.currentThread() : present;
    }
}
