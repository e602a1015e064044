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
    private static final int QUEUE_CAPACITY = 1024;

    /** After so many tasks the shared queue goes first, so that its tasks cannot starve. Prime, to meet no rhythm. */
    private static final int SHARED_FIRST_INTERVAL = 61;

    /** So often in a row the task that was just woken may go before the queue. */
    private static final int RUN_NEXT_MAX = 16;

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
     * The task that the running one woke last: its message is still warm in this core's cache. Filled by this worker
     * only; emptied by it or, while it is stuck in a turn, by the watchdog.
     */
    private volatile @Nullable Task next;

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

    /** Has a task run after the present turn. Only this thread calls it, from within a turn. */
    void runNext(Task task) {
        if (next == null) {
            NEXT.setRelease(this, task);
            return;
        }
        var displaced = (Task) NEXT.getAndSet(this, task);
        if (displaced != null) {
            enqueue(displaced);
            scheduler.wakeOne();
        }
    }

    /** Takes the task that waits for the present turn to end, or null. From any thread. */
    @Nullable
    Task takeNext() {
        var task = next;
        return task != null && NEXT.compareAndSet(this, task, null) ? task : null;
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
