package dev.microkernel.dispatch;

import dev.microkernel.time.TimeSource;
import java.lang.invoke.VarHandle;
import java.time.Duration;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * The scheduler for real threads: workers with a run queue each, which steal from each other when they have nothing
 * to do, and one shared queue for what comes from outside and for tasks that used up their turn.
 *
 * <p>Parking and waking, argued. A sleeping worker's bit is set in {@link #parked}. Whoever makes a task visible in a
 * queue does that first, then (behind a full fence) reads {@link #searching} and {@link #parked}, and wakes one worker
 * if none is searching and one is parked. A worker that finds nothing sets its bit, then stops being counted as
 * searching, then looks through all queues once more, and only then parks. So of a waker and a worker about to park,
 * in the single order of these steps, either the waker's task comes before the worker's last look, which finds it; or
 * the worker's bit and the end of its search come before the waker's reads, which then see them. A worker that stops
 * searching because it found something passes the search on, if it was the last to search. The task in a worker's
 * {@linkplain Worker#runNext run-next slot} needs no wake-up: that worker takes it as soon as its present turn ends, and
 * where that takes too long, the {@link Watchdog} passes it on.
 */
public final class WorkerScheduler implements Scheduler {

    /** Most workers: one bit of {@link #parked} each. */
    public static final int WORKERS_MAX = Long.SIZE;

    private final Worker[] workers;
    private final Watchdog watchdog;
    private final TimeSource time;
    private final int messagesPerTurn;
    private final SharedQueue shared = new SharedQueue();
    private final Queue<Task> urgent = new ConcurrentLinkedQueue<>();
    private final AtomicLong parked = new AtomicLong();
    private final AtomicInteger searching = new AtomicInteger();
    private final RunGuard guard;
    private final StrandPool pool;
    private volatile boolean running;
    private volatile boolean stopped;

    /**
     * A scheduler that has not started.
     *
     * @param name prefix of the workers' thread names
     * @param workerCount 1 to {@value #WORKERS_MAX}
     * @param messagesPerTurn how many messages a task handles in one turn
     * @param stallLimit how long a task may hold a worker before that is reported
     */
    public WorkerScheduler(String name, int workerCount, TimeSource time, int messagesPerTurn, Duration stallLimit) {
        if (workerCount < 1 || workerCount > WORKERS_MAX) {
            throw new IllegalArgumentException("workers must be 1.." + WORKERS_MAX + ", workers=" + workerCount);
        }
        this.time = time;
        this.messagesPerTurn = messagesPerTurn;
        guard = new RunGuard(name + "-guard");
        pool = new StrandPool(name + "-pool", pooledThreads(workerCount));
        workers = new Worker[workerCount];
        for (int i = 0; i < workerCount; i++) {
            workers[i] = new Worker(this, i, name + "-worker-" + i, new WorkerTurn(time.coarse(), messagesPerTurn));
        }
        watchdog = new Watchdog(this, workers, time, stallLimit);
    }

    /** Several for each core: they compute, and some may be about to be stopped for computing too long. */
    private static int pooledThreads(int workerCount) {
        return Math.max(8, 4 * workerCount);
    }

    @Override
    public synchronized void start() {
        if (running || stopped) {
            return;
        }
        running = true;
        for (var worker : workers) {
            worker.start();
        }
        watchdog.wake();
    }

    @Override
    public void schedule(Task task) {
        if (Thread.currentThread() instanceof Worker worker && worker.belongsTo(this)) {
            worker.runNext(task);
        } else {
            refreshIfIdle();
            shared.offer(task);
            wakeOne();
        }
    }

    /** Nobody keeps the coarse clock going while all workers are parked. */
    private void refreshIfIdle() {
        if (isIdle()) {
            time.refresh();
        }
    }

    @Override
    public void scheduleFirst(Task task) {
        if (Thread.currentThread() instanceof Worker worker && worker.belongsTo(this)) {
            worker.runNext(task);
        } else {
            refreshIfIdle();
            urgent.offer(task);
            wakeOne();
        }
    }

    @Override
    public Strand startStrand(String name, Runnable body) {
        var strand = new VirtualStrand(name, new Turn(time.coarse(), messagesPerTurn, true), guard, body);
        strand.start();
        return strand;
    }

    @Override
    public Strand startPooled(String name, Runnable body) {
        var strand = new PooledStrand(name, new Turn(time.coarse(), messagesPerTurn, true), guard, body);
        pool.start(strand);
        return strand;
    }

    @Override
    public SchedulerLoad load() {
        int queued = shared.size() + urgent.size();
        long turns = 0;
        long steals = 0;
        long parkedNanos = 0;
        long now = time.nanoTime();
        for (var worker : workers) {
            queued += worker.queued();
            turns += worker.turns() / 2;
            steals += worker.steals();
            parkedNanos += worker.parkedTime().until(now);
        }
        return new SchedulerLoad(workers.length, Long.bitCount(parked.get()), queued, turns, steals, parkedNanos);
    }

    @Override
    public long stalls() {
        return watchdog.stalls();
    }

    @Override
    public boolean inTurn() {
        return Thread.currentThread() instanceof Worker worker && worker.belongsTo(this);
    }

    @Override
    public boolean mayWait() {
        return !(Thread.currentThread() instanceof Worker);
    }

    @Override
    public boolean await(CompletableFuture<?> event, Duration deadline) {
        if (inTurn()) {
            throw new IllegalStateException("a task cannot wait for its own scheduler, thread="
                    + Thread.currentThread().getName());
        }
        try {
            event.get(deadline.toNanos(), TimeUnit.NANOSECONDS);
            return true;
        } catch (TimeoutException late) {
            return false;
        } catch (ExecutionException failed) {
            return true;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    @Override
    public boolean shutdown(Duration deadline) {
        watchdog.stop();
        guard.stop();
        pool.retire();
        synchronized (this) {
            stopped = true;
            if (!running) {
                return true;
            }
        }
        for (var worker : workers) {
            if (worker != Thread.currentThread()) {
                worker.interrupt(); // it parks, or hangs in code whose actor was given up
            }
        }
        long end = System.nanoTime() + deadline.toNanos();
        boolean interrupted = false;
        boolean over = true;
        for (var worker : workers) {
            if (worker == Thread.currentThread()) {
                continue; // the turn under way is the caller's own
            }
            try {
                over &= worker.join(Duration.ofNanos(Math.max(0, end - System.nanoTime())));
            } catch (InterruptedException e) {
                interrupted = true;
                over = false;
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
        return over;
    }

    Watchdog watchdog() {
        return watchdog;
    }

    boolean isStopped() {
        return stopped;
    }

    /** Puts a task behind all others: it has had its turn, or the worker's own queue is full. */
    void toShared(Task task) {
        shared.offer(task);
    }

    @Nullable
    Task fromShared() {
        return shared.poll();
    }

    /** Whether there is work that a worker should do before it goes on with what it woke itself. */
    boolean hasWaiting(Worker worker) {
        return worker.hasQueued() || !urgent.isEmpty() || !shared.isEmpty();
    }

    @Nullable
    Task fromUrgent() {
        return urgent.poll();
    }

    @Override
    public boolean isIdle() {
        return Long.bitCount(parked.get()) == workers.length;
    }

    /** Takes a task that waits in another worker's queue, and moves some of those behind it to the thief's. */
    @Nullable
    Task steal(Worker thief) {
        for (int i = 1; i < workers.length; i++) {
            var victim = workers[(thief.index() + i) % workers.length];
            var task = victim.pollQueue();
            if (task != null) {
                thief.countSteal();
                thief.takeHalfOf(victim);
                return task;
            }
        }
        return null;
    }

    /** Called after a task was put in a queue where others find it. */
    void wakeOne() {
        VarHandle.fullFence(); // the task before the reads below
        while (parked.get() != 0 && searching.get() == 0 && searching.compareAndSet(0, 1)) {
            for (long bits = parked.get(); bits != 0; bits = parked.get()) {
                long bit = Long.lowestOneBit(bits);
                if (parked.compareAndSet(bits, bits & ~bit)) {
                    // The woken worker inherits the search that was counted above.
                    LockSupport.unpark(workers[Long.numberOfTrailingZeros(bit)]);
                    return;
                }
            }
            // Nobody was left to wake. Others may have relied on this search meanwhile, so look before giving it up.
            if (searching.decrementAndGet() != 0 || !anyQueued()) {
                return;
            }
        }
    }

    /** Wakes a worker if tasks wait and nobody looks for them. */
    void wakeForQueued() {
        if (parked.get() != 0 && anyQueued()) {
            wakeOne();
        }
    }

    /** Whether the calling worker, which is searching, is the only one that does. */
    boolean isOnlySearcher() {
        return searching.get() == 1;
    }

    void beginSearch() {
        searching.incrementAndGet();
    }

    /** Ends a search that found something: the last one out has somebody else go on searching. */
    void endSearchWithWork() {
        if (searching.decrementAndGet() == 0 && anyQueued()) {
            wakeOne();
        }
    }

    /** Parks a searching worker that found nothing. On return it is searching again. */
    void park(Worker worker) {
        worker.forgetTurn();
        long bit = 1L << worker.index();
        parked.getAndUpdate(bits -> bits | bit);
        searching.decrementAndGet();
        if (anyQueued() && unsetBit(bit)) {
            beginSearch();
            return;
        }
        worker.parkedTime().begin(time.nanoTime());
        while ((parked.get() & bit) != 0) {
            if (stopped) {
                if (unsetBit(bit)) {
                    beginSearch();
                }
                return;
            }
            LockSupport.park(this);
        }
        time.refresh();
        worker.parkedTime().end(time.coarse().nanos());
        watchdog.wake();
    }

    /** Whether this call cleared the bit; if not, a waker did and counted the worker as searching. */
    private boolean unsetBit(long bit) {
        return (parked.getAndUpdate(bits -> bits & ~bit) & bit) != 0;
    }

    boolean anyQueued() {
        if (!shared.isEmpty() || !urgent.isEmpty()) {
            return true;
        }
        for (var worker : workers) {
            if (worker.hasQueued()) {
                return true;
            }
        }
        return false;
    }
}
