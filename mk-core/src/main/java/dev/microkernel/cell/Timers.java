package dev.microkernel.cell;

import dev.microkernel.time.Cancellable;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * The timers of one actor. A timer that was dropped is never handled, not even if it had fired before: what arrives is
 * compared with what is held here. Only the actor's turn touches this.
 */
final class Timers {

    /** Most timers of one actor. */
    static final int TIMERS_MAX = 1024;

    /** How often a timer fires. */
    enum Mode {
        ONCE,
        FIXED_DELAY,
        FIXED_RATE
    }

    /** One setting of a timer. */
    static final class Timer {
        final Object key;
        final Object message;
        private final Mode mode;
        private final Duration interval;
        private long dueNanos;
        private @Nullable Cancellable schedule;

        private Timer(Object key, Object message, Mode mode, Duration interval, long dueNanos) {
            this.key = key;
            this.message = message;
            this.mode = mode;
            this.interval = interval;
            this.dueNanos = dueNanos;
        }
    }

    private final ActorCell<?> cell;
    private final Map<Object, Timer> byKey = new HashMap<>();

    Timers(ActorCell<?> cell) {
        this.cell = cell;
    }

    void start(Object key, Object message, Mode mode, Duration interval) {
        Objects.requireNonNull(message, "a timer's message must not be null");
        if (mode != Mode.ONCE && !interval.isPositive()) {
            throw new IllegalArgumentException("a timer that repeats needs an interval longer than zero, interval="
                    + interval + ", key=" + key + ", actor=" + cell.path());
        }
        cancel(key);
        if (byKey.size() >= TIMERS_MAX) {
            throw new IllegalStateException(
                    "an actor can have at most " + TIMERS_MAX + " timers, actor=" + cell.path() + ", key=" + key);
        }
        var timer = new Timer(key, message, mode, interval, cell.kernel().time().deadline(interval));
        byKey.put(key, timer);
        schedule(timer, interval);
    }

    private void schedule(Timer timer, Duration delay) {
        timer.schedule = cell.kernel().time().schedule(delay, () -> cell.control(new Control.TimerDue(timer)));
    }

    /** Whether the timer still counts; one that repeats is set again by {@link #handled}. */
    boolean take(Timer timer) {
        if (byKey.get(timer.key) != timer) {
            return false;
        }
        if (timer.mode == Mode.ONCE) {
            byKey.remove(timer.key);
        }
        return true;
    }

    /** Sets a timer that repeats again, if its own message has not dropped it. */
    void handled(Timer timer) {
        if (timer.mode == Mode.ONCE || byKey.get(timer.key) != timer) {
            return;
        }
        if (timer.mode == Mode.FIXED_DELAY) {
            schedule(timer, timer.interval);
        } else {
            timer.dueNanos += timer.interval.toNanos();
            schedule(
                    timer,
                    Duration.ofNanos(timer.dueNanos - cell.kernel().time().nanoTime()));
        }
    }

    boolean isActive(Object key) {
        return byKey.containsKey(key);
    }

    void cancel(Object key) {
        var timer = byKey.remove(key);
        if (timer != null && timer.schedule != null) {
            timer.schedule.cancel();
        }
    }

    void cancelAll() {
        for (var timer : byKey.values()) {
            if (timer.schedule != null) {
                timer.schedule.cancel();
            }
        }
        byKey.clear();
    }
}
