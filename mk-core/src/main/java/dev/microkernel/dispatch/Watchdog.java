package dev.microkernel.dispatch;

import dev.microkernel.time.TimeSource;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.LongAdder;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Looks at the workers every few milliseconds, from outside: it keeps the coarse clock going, wakes a worker for tasks
 * that were queued while all who knew of them became busy, frees the task that waits behind a turn which takes long, and reports a turn that exceeds the limit, with its stack. Workers pay for it with
 * one plain counter; while all of them are parked it sleeps.
 */
final class Watchdog {

    private static final Logger LOG = LoggerFactory.getLogger(Watchdog.class);
    private static final Duration PERIOD = Duration.ofMillis(10);

    private final WorkerScheduler scheduler;
    private final Worker[] workers;
    private final TimeSource time;
    private final long limitNanos;
    private final AtomicBoolean awake = new AtomicBoolean();
    private final LongAdder stalls = new LongAdder();
    private volatile boolean stopped;

    // What the last look saw, by worker; only the timer's thread.
    private final long[] turns;
    private final long[] since;
    private final boolean[] reported;

    Watchdog(WorkerScheduler scheduler, Worker[] workers, TimeSource time, Duration limit) {
        this.scheduler = scheduler;
        this.workers = workers;
        this.time = time;
        this.limitNanos = limit.toNanos();
        turns = new long[workers.length];
        since = new long[workers.length];
        reported = new boolean[workers.length];
    }

    /** Called by a worker that has just been woken; the look that sends the watchdog to sleep is followed by another. */
    void wake() {
        if (!stopped && !awake.get() && awake.compareAndSet(false, true)) {
            lookLater();
        }
    }

    private void lookLater() {
        var _ = time.schedule(PERIOD, this::look);
    }

    private void look() {
        if (stopped) {
            return;
        }
        time.refresh();
        long now = time.coarse().nanos();
        for (int i = 0; i < workers.length; i++) {
            look(i, workers[i], now);
        }
        scheduler.wakeForQueued();
        if (scheduler.isIdle()) {
            awake.set(false);
            if (scheduler.isIdle() || !awake.compareAndSet(false, true)) {
                return; // who is woken from now on wakes the watchdog, too
            }
        }
        lookLater();
    }

    private void look(int i, Worker worker, long now) {
        long seen = worker.turns();
        if (seen != turns[i] || (seen & 1) == 0) {
            turns[i] = seen;
            since[i] = now;
            reported[i] = false;
            return;
        }
        if (!worker.isStuck()) {
            worker.markStuck();
        } else if (worker.turns() == seen) {
            free(worker);
        }
        if (now - since[i] >= limitNanos && !reported[i]) {
            reported[i] = true;
            report(worker, seen, Duration.ofNanos(now - since[i]));
        }
    }

    private void free(Worker worker) {
        var waiting = worker.freeNext();
        if (waiting != null) {
            scheduler.toShared(waiting);
            scheduler.wakeOne();
        }
    }

    private void report(Worker worker, long seen, Duration lasted) {
        var actor = worker.turn().actor(); // read without order: at worst that of the turn before or behind
        var stack = new StalledTurnException(worker.getName());
        stack.setStackTrace(worker.getStackTrace());
        if (worker.turns() != seen) {
            return; // it has just ended: the stack is another's
        }
        stalls.increment();
        LOG.atWarn()
                .addKeyValue("actor", actor)
                .setCause(stack)
                .log(
                        "{} has held a worker for {} ms: a behaviour must not block; use a process, or pipe a future's"
                                + " result",
                        actor,
                        lasted.toMillis());
    }

    /** Whether it will look again; it does not while all workers are parked. */
    boolean isAwake() {
        return awake.get();
    }

    long stalls() {
        return stalls.sum();
    }

    void stop() {
        stopped = true;
    }
}
