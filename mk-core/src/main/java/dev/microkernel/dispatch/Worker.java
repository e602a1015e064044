package dev.microkernel.dispatch;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import org.jctools.queues.atomic.SpmcAtomicArrayQueue;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One thread of a {@link WorkerScheduler}. */
final class Worker extends Thread {

    private static final Logger LOG = LoggerFactory.getLogger(Worker.class);
    private static final int QUEUE_CAPACITY = 1 << 14;

    /** After so many tasks the shared queue goes first, so that its tasks cannot starve. Prime, to meet no rhythm. */
    private static final int SHARED_FIRST_INTERVAL = 61;

    /** So often in a row the task that was just woken may go before the queue. */
    private static final int RUN_NEXT_MAX = 16;

    /** Most tasks that are stolen at once, beside the one that the thief runs. */
    private static final int STEAL_MAX = 31;

    private static final VarHandle NEXT;
    private static final VarHandle TURNS;

    static {
        try {
            var lookup = MethodHandles.lookup();
            NEXT = lookup.findVarHandle(Worker.class, "next", Task.class);
            TURNS = lookup.findVarHandle(Worker.class, "turns", long.class);
        } catch (ReflectiveOperationException e) {
            throw new ExceptionInInitializerError(e);
        }
    }

    private final WorkerScheduler scheduler;
    private final int index;
    private final Turn turn;

    /** Filled by this worker only; emptied by all. */
    private final SpmcAtomicArrayQueue<Task> queue = new SpmcAtomicArrayQueue<>(QUEUE_CAPACITY);

    /**
     * The task that the running one woke last: its message is still warm in this core's cache. Only this worker touches
     * it, without an atomic step, unless it is {@linkplain #stuck}.
     */
    private @Nullable Task next;

    /**
     * Set by the watchdog on a worker that has been in one turn for a while, and by nobody else; from then on, until
     * the worker has cleared it, both take {@link #next} by compare-and-set. The watchdog does so only if a period
     * after setting this the worker is still in the same turn: it will read this at the end of that turn, long after
     * the write has reached it. (A worker that has ended its turn but not been seen to do so for a whole period has
     * been descheduled, which makes its writes visible.) So here the argument is one of time, not of order, and spares
     * every turn an atomic step.
     */
    private volatile boolean stuck;

    /** Odd during a turn. Written by this worker, read by the watchdog, which needs no order, only the value. */
    private long turns;

    private int runNextInARow;
    private int sinceShared;

    Worker(WorkerScheduler scheduler, int index, String name, Turn turn) {
        super(name);
        this.scheduler = scheduler;
        this.index = index;
        this.turn = turn;
        setDaemon(false);
    }

    int index() {
        return index;
    }

    Turn turn() {
        return turn;
    }

    /** How many times a turn has begun or ended: odd while one is under way. */
    long turns() {
        return (long) TURNS.getOpaque(this);
    }

    boolean belongsTo(WorkerScheduler other) {
        return scheduler == other;
    }

    boolean hasQueued() {
        return !queue.isEmpty();
    }

    @Nullable
    Task pollQueue() {
        return queue.poll();
    }

    /** Moves up to half of another worker's tasks here: who finds one task is not to search again for the next. */
    void takeHalfOf(Worker victim) {
        for (int left = Math.min(STEAL_MAX, victim.queue.size() / 2); left > 0; left--) {
            var task = victim.queue.poll();
            if (task == null) {
                return;
            }
            enqueue(task);
        }
    }

    /** Has a task run after the present turn. Only this thread calls it, from within a turn. */
    void runNext(Task task) {
        if (stuck) {
            enqueue(task); // others are to run it; they have been waiting for this turn to end
            scheduler.wakeOne();
            return;
        }
        var displaced = next;
        NEXT.setOpaque(this, task);
        if (displaced != null) {
            // Where tasks are waiting already, somebody has been woken for them, and wakes others if they are many.
            boolean first = queue.isEmpty();
            enqueue(displaced);
            if (first) {
                scheduler.wakeOne();
            }
        }
    }

    /** Takes the task that waits for the turn which has just ended, or null. Only this thread calls it. */
    @Nullable
    Task takeNext() {
        if (stuck) {
            var freed = freeNext();
            stuck = false;
            return freed;
        }
        var task = next;
        if (task != null) {
            next = null;
        }
        return task;
    }

    /** Called by the watchdog, which sees the worker in one turn for a while. */
    void markStuck() {
        stuck = true;
    }

    boolean isStuck() {
        return stuck;
    }

    /** Takes the task that waits for the turn of a stuck worker to end, or null. From any thread. */
    @Nullable
    Task freeNext() {
        return (Task) NEXT.getAndSet(this, null);
    }

    /** Lets go of what the last turn was about. */
    void forgetTurn() {
        turn.end();
    }

    @Override
    public void run() {
        scheduler.beginSearch();
        boolean searching = true;
        while (!scheduler.isStopped()) {
            var task = own();
            if (task == null && !searching) {
                scheduler.beginSearch();
                searching = true;
            }
            if (task == null) {
                task = found();
            }
            if (task == null) {
                scheduler.park(this);
                continue;
            }
            if (searching) {
                searching = false;
                scheduler.endSearchWithWork();
            }
            runTurn(task);
        }
    }

    private void runTurn(Task task) {
        boolean again = false;
        TURNS.setOpaque(this, turns + 1);
        try {
            again = task.runTurn(turn);
        } catch (Throwable bug) {
            // Tasks handle what their actors throw; this is a fault of ours, and the worker has to live on.
            LOG.error("A task broke its promise not to throw", bug);
        }
        TURNS.setOpaque(this, turns + 1);
        Thread.interrupted(); // a flag that the task set must not reach the next one
        if (again) {
            // Behind everybody who waits, wherever they wait: the shared queue is the only one that all look into.
            scheduler.toShared(task);
            if (next != null || !queue.isEmpty()) {
                scheduler.wakeOne();
            }
        }
    }

    private @Nullable Task own() {
        var woken = takeNext();
        if (woken != null) {
            if (++runNextInARow <= RUN_NEXT_MAX) {
                return woken;
            }
            if (!scheduler.hasWaiting(this)) {
                runNextInARow = 0; // there is nobody to be fair to
                return woken;
            }
            enqueue(woken);
            scheduler.wakeOne();
        }
        runNextInARow = 0;
        var urgent = scheduler.fromUrgent();
        if (urgent != null) {
            return urgent;
        }
        if (++sinceShared >= SHARED_FIRST_INTERVAL) {
            sinceShared = 0;
            var task = scheduler.fromShared();
            if (task != null) {
                return task;
            }
        }
        return queue.poll();
    }

    private @Nullable Task found() {
        var task = scheduler.fromShared();
        return task == null ? scheduler.steal(this) : task;
    }

    private void enqueue(Task task) {
        if (!queue.offer(task)) {
            scheduler.toShared(task);
        }
    }
}
