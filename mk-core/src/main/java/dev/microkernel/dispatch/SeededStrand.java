package dev.microkernel.dispatch;

import java.io.Serial;
import java.util.concurrent.Semaphore;
import org.jspecify.annotations.Nullable;

/**
 * A strand under a {@link SeededScheduler}: it runs while the loop's thread waits for it, and the other way round, so
 * that only one of all threads runs at a time. What one did the next one sees, through the semaphores.
 */
final class SeededStrand extends Strand implements Task {

    /** Ends the thread of a node that has crashed. */
    private static final class CrashError extends Error {
        @Serial
        private static final long serialVersionUID = 1L;

        CrashError() {
            super("the node of this thread has crashed", null, false, false);
        }
    }

    private final SeededScheduler scheduler;
    private final String name;
    private final Thread thread;
    private final Semaphore mayRun = new Semaphore(0);
    private final Semaphore hasPaused = new Semaphore(0);
    private boolean permit;
    private boolean waiting;
    private boolean begun;
    private boolean ended;

    SeededStrand(SeededScheduler scheduler, String name, Turn turn, RunGuard guard, Runnable body) {
        super(turn, guard);
        this.scheduler = scheduler;
        this.name = name;
        thread = Thread.ofVirtual().name(name).unstarted(() -> {
            mayRun.acquireUninterruptibly();
            try {
                run(body);
            } catch (CrashError end) {
                // as it is meant to
            } finally {
                ended = true;
                scheduler.ended(this);
                hasPaused.release();
            }
        });
    }

    void start() {
        scheduler.resume(this);
    }

    /** Lets the strand run until it parks or ends. */
    @Override
    public @Nullable Task runTurn(Turn ignored) {
        if (!begun) {
            if (scheduler.isCrashed()) {
                scheduler.ended(this);
                return null; // it never began
            }
            begun = true;
            thread.start();
        }
        mayRun.release();
        hasPaused.acquireUninterruptibly();
        return null;
    }

    @Override
    public void park() {
        endIfCrashed();
        if (!permit && !thread.isInterrupted()) {
            waiting = true;
            pause();
            hasPaused.release();
            mayRun.acquireUninterruptibly();
            resume();
        }
        permit = false;
        endIfCrashed();
    }

    private void endIfCrashed() {
        if (scheduler.isCrashed()) {
            throw new CrashError();
        }
    }

    @Override
    public void unpark() {
        permit = true;
        if (waiting && !ended) {
            waiting = false;
            scheduler.resume(this);
        }
    }

    @Override
    public void interrupt() {
        thread.interrupt();
        unpark();
    }

    /** Has it end where it waits; one that has not begun never will. */
    void crash() {
        unpark();
    }

    @Override
    public Thread thread() {
        return thread;
    }

    @Override
    public String toString() {
        return name;
    }
}
