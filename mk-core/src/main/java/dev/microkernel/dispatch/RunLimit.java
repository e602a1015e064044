package dev.microkernel.dispatch;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;

/**
 * How long a strand may go on with one piece of work, its waits not counted. Past that it is interrupted. The strand ends
 * the limit with the work; an interrupt that is on its way by then is waited for and cleared, so that it never hits what the
 * strand does next.
 *
 * <p>What runs is measured on the machine's clock even where a system lives on virtual time: there time stands still while
 * code spins, and only a real clock can tell.
 */
public final class RunLimit {

    private static final int ACTIVE = 0;
    private static final int ENDED = 1;
    private static final int PASSING = 2;
    private static final int PASSED = 3;
    private static final VarHandle STATE;

    static {
        try {
            STATE = MethodHandles.lookup().findVarHandle(RunLimit.class, "state", int.class);
        } catch (ReflectiveOperationException e) {
            throw new ExceptionInInitializerError(e);
        }
    }

    private final Strand strand;
    private final RunGuard guard;
    private final long limitNanos;
    private volatile int state = ACTIVE;
    private volatile long spentNanos;
    private volatile long runningSince;
    private volatile boolean running = true;

    RunLimit(Strand strand, RunGuard guard, long limitNanos) {
        this.strand = strand;
        this.guard = guard;
        this.limitNanos = limitNanos;
        this.runningSince = System.nanoTime();
    }

    /** Begins afresh, for the next piece of work. Only the strand calls this. */
    public void restart() {
        spentNanos = 0;
        runningSince = System.nanoTime();
    }

    /** The strand waits from now on. Only the strand calls this. */
    @SuppressWarnings("NonAtomicVolatileUpdate") // nobody else writes it
    public void pause() {
        running = false;
        spentNanos += System.nanoTime() - runningSince;
    }

    /** The strand goes on. Only the strand calls this. */
    public void resume() {
        runningSince = System.nanoTime();
        running = true;
    }

    /** Interrupts the strand as if its time were up, unless the work has ended. From any thread. */
    public void expire() {
        if (STATE.compareAndSet(this, ACTIVE, PASSING)) {
            strand.interrupt();
            state = PASSED;
        }
    }

    /** Whether the strand was interrupted over this. */
    public boolean isPassed() {
        return state >= PASSING;
    }

    /** How long the strand has run, in nanoseconds. */
    public long ranNanos() {
        long spent = spentNanos;
        return running ? spent + System.nanoTime() - runningSince : spent; // in this order: see pause and resume
    }

    /** Ends the limit. Only the strand calls this. Whether it was passed; its interrupt is cleared. */
    public boolean end() {
        guard.remove(this);
        if (STATE.compareAndSet(this, ACTIVE, ENDED)) {
            return false;
        }
        while (state == PASSING) {
            Thread.onSpinWait(); // two steps of another thread
        }
        if (state == PASSED) {
            var _ = Thread.interrupted();
        }
        return state == PASSED;
    }

    /** Looked at by the guard. */
    void look() {
        if (running && ranNanos() > limitNanos) {
            expire();
        }
    }
}
