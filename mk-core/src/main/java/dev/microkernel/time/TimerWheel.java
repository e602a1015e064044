package dev.microkernel.time;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.concurrent.locks.LockSupport;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A hashed timing wheel (G. Varghese, A. Lauck: "Hashed and Hierarchical Timing Wheels", 1987): setting and cancelling
 * a timer takes constant time, which matters because nearly every timer guards an ask and is cancelled. It is split
 * into stripes with a lock each, so that workers do not meet; its thread sleeps until a slot in use is due.
 *
 * <p>No wake-up is lost: before the thread looks through the stripes it announces {@code wakeAt = MAX}. A timer that is
 * linked into a stripe after the look was therefore set by somebody who then reads {@code wakeAt} as {@code MAX}, or as
 * the instant computed from that look; in both cases it compares greater than an earlier due time, and the setter
 * unparks the thread.
 */
final class TimerWheel {

    private static final Logger LOG = LoggerFactory.getLogger(TimerWheel.class);
    private static final int STRIPES_MAX = 8;
    private static final Duration DELAY_MAX = Duration.ofNanos(Long.MAX_VALUE / 2);
    private static final Comparator<TimerStripe.Timer> IN_TIME =
            (one, other) -> Long.compare(one.dueNanos - other.dueNanos, 0);

    private final TimerStripe[] stripes;
    private final Thread thread;
    private final Runnable onWake;
    private volatile long wakeAt = Long.MAX_VALUE;
    private volatile boolean closed;
    private boolean started;

    /** Written by the timer's thread only. */
    private volatile long fired;

    /**
     * A wheel without timers.
     *
     * @param onWake run on the timer's thread whenever it wakes
     */
    TimerWheel(String threadName, Runnable onWake) {
        int count =
                Math.clamp(Integer.highestOneBit(Runtime.getRuntime().availableProcessors() * 2 - 1), 1, STRIPES_MAX);
        stripes = new TimerStripe[count];
        long tick = TimerStripe.tickOf(System.nanoTime());
        for (int i = 0; i < count; i++) {
            stripes[i] = new TimerStripe(tick);
        }
        this.onWake = onWake;
        thread = Thread.ofPlatform().daemon().name(threadName).unstarted(this::run);
    }

    Cancellable schedule(Duration delay, Runnable action) {
        var stripe = stripes[(int) Thread.currentThread().threadId() & (stripes.length - 1)];
        var timer = stripe.add(System.nanoTime() + nanos(delay), action);
        if (closed) {
            timer.cancel();
        } else if (timer.due < wakeAt) {
            if (!started) {
                start();
            }
            LockSupport.unpark(thread);
        }
        return timer;
    }

    /** A delay in nanoseconds, from none to half of the range: a due time must stay comparable by difference. */
    static long nanos(Duration delay) {
        if (delay.isNegative()) {
            return 0;
        }
        return delay.compareTo(DELAY_MAX) >= 0 ? DELAY_MAX.toNanos() : delay.toNanos();
    }

    private synchronized void start() {
        if (!started && !closed) {
            thread.start();
            started = true;
        }
    }

    /** How many timers are set. */
    long waiting() {
        long waiting = 0;
        for (var stripe : stripes) {
            waiting += stripe.count();
        }
        return waiting;
    }

    /** How many have fired. */
    long fired() {
        return fired;
    }

    @SuppressWarnings("NonAtomicVolatileUpdate") // written by this thread only
    private void run() {
        var due = new ArrayList<TimerStripe.Timer>();
        while (!closed) {
            onWake.run();
            wakeAt = Long.MAX_VALUE;
            long now = TimerStripe.tickOf(System.nanoTime());
            long next = Long.MAX_VALUE;
            for (var stripe : stripes) {
                next = Math.min(next, stripe.expire(now, due));
            }
            if (!due.isEmpty()) {
                due.sort(IN_TIME);
                fired += due.size();
                due.forEach(timer -> runGuarded(timer.action));
                due.clear();
                continue; // what they set may be due already
            }
            wakeAt = next;
            if (next == Long.MAX_VALUE) {
                LockSupport.park(this);
            } else {
                LockSupport.parkNanos(this, TimerStripe.nanosOf(next) - System.nanoTime());
            }
        }
    }

    private static void runGuarded(Runnable action) {
        try {
            action.run();
        } catch (Throwable bug) {
            LOG.error("A timer's action threw; the other timers go on", bug);
        }
    }

    void close() {
        synchronized (this) {
            closed = true;
        }
        LockSupport.unpark(thread);
        for (var stripe : stripes) {
            stripe.clear();
        }
    }
}
