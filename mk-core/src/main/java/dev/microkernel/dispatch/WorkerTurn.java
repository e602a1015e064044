package dev.microkernel.dispatch;

import dev.microkernel.time.CoarseClock;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import org.jspecify.annotations.Nullable;

/**
 * What a worker writes at every turn and every message, in an object of its own that is replaced now and then: so it never
 * grows old, and a store of a reference into it costs what it costs in a young object, under G1 neither a memory barrier nor
 * a card to be cleaned. It lies among what the worker has just allocated, and ends in padding, so that no two workers
 * write into one cache line.
 */
final class WorkerTurn extends Turn {

    private static final VarHandle WOKEN;
    private static final VarHandle STEPS;

    static {
        try {
            var lookup = MethodHandles.lookup();
            WOKEN = lookup.findVarHandle(WorkerTurn.class, "woken", Task.class);
            STEPS = lookup.findVarHandle(WorkerTurn.class, "steps", long.class);
        } catch (ReflectiveOperationException e) {
            throw new ExceptionInInitializerError(e);
        }
    }

    /** So many begun and ended turns make an object old enough to be replaced: some milliseconds. */
    private static final int RENEWAL_MASK = (1 << 16) - 1;

    private @Nullable Task woken;
    private long steps;
    private int runNextInARow;
    private int sinceShared;

    @SuppressWarnings("unused")
    private long pad1, pad2, pad3, pad4, pad5, pad6, pad7, pad8;

    WorkerTurn(CoarseClock clock, int messagesMax) {
        super(clock, messagesMax, false);
    }

    private WorkerTurn(WorkerTurn former) {
        super(former);
        steps = former.steps;
        runNextInARow = former.runNextInARow;
        sinceShared = former.sinceShared;
    }

    /** What to use from the next turn on: this, or its replacement. Only between turns, when nothing waits here. */
    WorkerTurn renewed() {
        return (steps & RENEWAL_MASK) == 0 ? new WorkerTurn(this) : this;
    }

    /** Takes down that a turn begins or ends: the number of such steps is odd during a turn. */
    void step() {
        STEPS.setOpaque(this, steps + 1);
    }

    /** How often a turn has begun or ended. The watchdog reads it without order; it needs the value only. */
    long steps() {
        return (long) STEPS.getOpaque(this);
    }

    /** The task that the running one woke last, or null. */
    @Nullable
    Task woken() {
        return woken;
    }

    void setWoken(@Nullable Task task) {
        WOKEN.setOpaque(this, task);
    }

    /** Takes the woken task, if others may be after it, too. */
    @Nullable
    Task takeWokenShared() {
        return (Task) WOKEN.getAndSet(this, null);
    }

    /** Counts a task that ran because it had just been woken. How many did in a row. */
    int countRunNext() {
        return ++runNextInARow;
    }

    void endRow() {
        runNextInARow = 0;
    }

    /** Counts a task. Whether so many have run that the shared queue is due. */
    boolean isSharedDue(int interval) {
        if (++sinceShared < interval) {
            return false;
        }
        sinceShared = 0;
        return true;
    }
}
