package dev.microkernel.dispatch;

import java.util.concurrent.Semaphore;

/**
 * A strand under a {@link SeededScheduler}: it runs while the scheduler's thread waits for it, and the other way round,
 * so that only one of all threads runs at a time. What one did the next one sees, through the semaphores.
 */
final class SeededStrand extends Strand implements Task {

    private final SeededScheduler scheduler;
    private final Thread thread;
    private final Semaphore mayRun = new Semaphore(0);
    private final Semaphore hasPaused = new Semaphore(0);
    private boolean permit;
    private boolean waiting;
    private boolean ended;

    SeededStrand(SeededScheduler scheduler, String name, Turn turn, Runnable body) {
        super(turn);
        this.scheduler = scheduler;
        thread = Thread.ofVirtual().name(name).unstarted(() -> {
            mayRun.acquireUninterruptibly();
            try {
                run(body);
            } finally {
                ended = true;
                hasPaused.release();
            }
        });
    }

    void start() {
        thread.start();
        scheduler.schedule(this);
    }

    /** Lets the strand run until it parks or ends. */
    @Override
    public boolean runTurn(Turn ignored) {
        mayRun.release();
        hasPaused.acquireUninterruptibly();
        return false;
    }

    @Override
    public void park() {
        if (!permit && !thread.isInterrupted()) {
            waiting = true;
            hasPaused.release();
            mayRun.acquireUninterruptibly();
        }
        permit = false;
    }

    @Override
    public void unpark() {
        permit = true;
        if (waiting && !ended) {
            waiting = false;
            scheduler.schedule(this);
        }
    }

    @Override
    public void interrupt() {
        thread.interrupt();
        unpark();
    }

    @Override
    public Thread thread() {
        return thread;
    }
}
