package dev.microkernel.dispatch;

import org.jctools.queues.atomic.SpmcAtomicArrayQueue;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One thread of a {@link WorkerScheduler}. */
final class Worker extends Thread {

    private static final Logger LOG = LoggerFactory.getLogger(Worker.class);

    private static final int QUEUE_CAPACITY = 256;

    /** After so many tasks the shared queue goes first, so that its tasks cannot starve. Prime, to meet no rhythm. */
    private static final int SHARED_FIRST_INTERVAL = 61;

    /** So often in a row the task that was just woken may go before the queue. */
    private static final int RUN_NEXT_MAX = 16;

    private final WorkerScheduler scheduler;
    private final int index;

    /** Filled by this worker only; emptied by all. */
    private final SpmcAtomicArrayQueue<Task> queue = new SpmcAtomicArrayQueue<>(QUEUE_CAPACITY);

    /** The task that the running one woke last: its message is still warm in this core's cache. Only this thread. */
    private @Nullable Task next;

    private int runNextInARow;
    private int turns;

    Worker(WorkerScheduler scheduler, int index, String name) {
        super(name);
        this.scheduler = scheduler;
        this.index = index;
        setDaemon(false);
    }

    int index() {
        return index;
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
        var displaced = next;
        next = task;
        if (displaced != null) {
            enqueue(displaced);
            scheduler.wakeOne();
        }
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
        try {
            again = task.runTurn();
        } catch (Throwable bug) {
            // Tasks handle what their actors throw; this is a fault of ours, and the worker has to live on.
            LOG.error("A task broke its promise not to throw", bug);
        }
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
        if (++turns % SHARED_FIRST_INTERVAL == 0) {
            var task = scheduler.fromShared();
            if (task != null) {
                return task;
            }
        }
        var woken = next;
        if (woken != null) {
            next = null;
            if (++runNextInARow <= RUN_NEXT_MAX) {
                return woken;
            }
            enqueue(woken);
            scheduler.wakeOne();
        }
        runNextInARow = 0;
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
