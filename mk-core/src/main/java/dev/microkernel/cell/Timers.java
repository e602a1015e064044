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

    /** One setting of a timer. */
    static final class Timer {
        final Object key;
        final Object message;
        final @Nullable Duration period;

        @Nullable
        Cancellable schedule;

        Timer(Object key, Object message, @Nullable Duration period) {
            this.key = key;
            this.message = message;
            this.period = period;
        }
    }

    private final ActorCell<?> cell;
    private final Map<Object, Timer> byKey = new HashMap<>();

    Timers(ActorCell<?> cell) {
        this.cell = cell;
    }

    void start(Object key, Object message, Duration delay, @Nullable Duration period) {
        Objects.requireNonNull(message, "a timer's message must not be null");
        cancel(key);
        if (byKey.size() >= TIMERS_MAX) {
            throw new IllegalStateException(
                    "an actor can have at most " + TIMERS_MAX + " timers, actor=" + cell.path() + ", key=" + key);
        }
        var timer = new Timer(key, message, period);
        byKey.put(key, timer);
        schedule(timer, delay);
    }

    private void schedule(Timer timer, Duration delay) {
        timer.schedule = cell.kernel().time().schedule(delay, () -> cell.control(new Control.TimerDue(timer)));
    }

    /** Whether the timer still counts; a periodic one is set again by {@link #handled}. */
    boolean take(Timer timer) {
        if (byKey.get(timer.key) != timer) {
            return false;
        }
        if (timer.period == null) {
            byKey.remove(timer.key);
        }
        return true;
    }

    /** Sets a periodic timer again, if its own message has not dropped it. */
    void handled(Timer timer) {
        if (timer.period != null && byKey.get(timer.key) == timer) {
            schedule(timer, timer.period);
        }
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
