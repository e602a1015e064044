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

    private static final VarHandle TURN;
    private static final VarHandle STEALS;

    static {
        try {
            var lookup = MethodHandles.lookup();
            TURN = lookup.findVarHandle(Worker.class, "turn", WorkerTurn.class);
            STEALS = lookup.findVarHandle(Worker.class, "steals", long.class);
        } catch (ReflectiveOperationException e) {
            throw new ExceptionInInitializerError(e);
        }
    }

    private final WorkerScheduler scheduler;
    private final int index;

    /** Filled by this worker only; emptied by all. */
    private final SpmcAtomicArrayQueue<Task> queue = new SpmcAtomicArrayQueue<>(QUEUE_CAPACITY);

    /**
     * The present turn, with the run-next slot: the task that the running one woke last, whose message is still warm in
     * this core's cache. Only this worker touches the slot, without an atomic step, unless it is {@linkplain #stuck}.
     */
    private WorkerTurn turn;

    /**
     * Set by the watchdog on a worker that has been in one turn for a while, and by nobody else; from then on, until
     * the worker has cleared it, both take what is in the slot by an exchange. The watchdog does so only if a period
     * after setting this the worker is still in the same turn: it will read this at the end of that turn, long after
     * the write has reached it. (A worker that has ended its turn but not been seen to do so for a whole period has
     * been descheduled, which makes its writes visible.) So here the argument is one of time, not of order, and spares
     * every turn an atomic step.
     */
    private volatile boolean stuck;

    /** How often it has taken tasks of others; only this thread writes it. */
    private long steals;

    private final ParkedTime parkedTime = new ParkedTime();

    private final Patience patience = new Patience();

    Worker(WorkerScheduler scheduler, int index, String name, WorkerTurn turn) {
        super(name);
        this.scheduler = scheduler;
        this.index = index;
        this.turn = turn;
        setDaemon(false);
    }

    int index() {
        return index;
    }

    /** The present turn. From other threads, perhaps the one before. */
    WorkerTurn turn() {
        return (WorkerTurn) TURN.getAcquire(this);
    }

    /** How many times a turn has begun or ended: odd while one is under way. */
    long turns() {
        return turn().steps();
    }

    boolean belongsTo(WorkerScheduler other) {
        return scheduler == other;
    }

    /** Counts that it has taken a task of another. Only this thread calls it. */
    void countSteal() {
        STEALS.setOpaque(this, steals + 1);
    }

    long steals() {
        return (long) STEALS.getOpaque(this);
    }

    ParkedTime parkedTime() {
        return parkedTime;
    }

    /** How many tasks wait here; about that while others are at work. */
    int queued() {
        return queue.size();
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
        var displaced = turn.woken();
        turn.setWoken(task);
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
        var task = turn.woken();
        if (task != null) {
            turn.setWoken(null);
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
        return turn().takeWokenShared();
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
                task = lingering();
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
        var present = turn.renewed();
        if (present != turn) {
            TURN.setRelease(this, present);
        }
        Task again = null;
        present.step();
        try {
            again = task.runTurn(present);
        } catch (Throwable bug) {
            // Tasks handle what their actors throw; this is a fault of ours, and the worker has to live on.
            LOG.error("A task broke its promise not to throw", bug);
        }
        present.step();
        Thread.interrupted(); // a flag that the task set must not reach the next one
        if (again != null) {
            // Behind everybody who waits, wherever they wait: the shared queue is the only one that all look into.
            scheduler.toShared(again);
            if (present.woken() != null || !queue.isEmpty()) {
                scheduler.wakeOne();
            }
        }
    }

    private @Nullable Task own() {
        var woken = takeNext();
        if (woken != null) {
            if (turn.countRunNext() <= RUN_NEXT_MAX) {
                return woken;
            }
            if (!scheduler.hasWaiting(this)) {
                turn.endRow(); // there is nobody to be fair to
                return woken;
            }
            enqueue(woken);
            scheduler.wakeOne();
        }
        turn.endRow();
        var urgent = scheduler.fromUrgent();
        if (urgent != null) {
            return urgent;
        }
        if (turn.isSharedDue(SHARED_FIRST_INTERVAL)) {
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

    /**
     * Goes on searching for a moment, where that has been worth it: who is answered at once often has the next message
     * ready before a thread could have been put to sleep and woken. One worker at a time does so; while it does, nobody
     * who schedules a task has to wake anybody.
     */
    private @Nullable Task lingering() {
        if (!scheduler.isOnlySearcher() || !patience.mayLinger(turn.handled())) {
            return null;
        }
        long start = System.nanoTime();
        do {
            for (int i = 0; i < Patience.SPINS_PER_LOOK; i++) {
                Thread.onSpinWait();
            }
            if (scheduler.anyQueued()) {
                var task = found();
                if (task == null) {
                    task = scheduler.fromUrgent();
                }
                if (task != null) {
                    patience.rewarded();
                    return task;
                }
            }
        } while (System.nanoTime() - start < Patience.LONGEST_NANOS && !scheduler.isStopped());
        patience.disappointed();
        return null;
    }

    private void enqueue(Task task) {
        if (!queue.offer(task)) {
            scheduler.toShared(task);
        }
    }
}
