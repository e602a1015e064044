package dev.microkernel.testkit;

import dev.microkernel.actor.Signal;
import dev.microkernel.time.Cancellable;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** The timers and the receive timeout of the behaviour under test, on the kit's virtual time. */
final class KitTimers<M> {

    /** Most timers of one actor, as in a system. */
    static final int TIMERS_MAX = 1024;

    private static final class Timer<M> {
        private final Object key;
        private final M message;
        private final Effect.TimerKind kind;
        private final Duration interval;
        private long dueNanos;
        private Cancellable schedule = () -> {};

        Timer(Object key, M message, Effect.TimerKind kind, Duration interval) {
            this.key = key;
            this.message = message;
            this.kind = kind;
            this.interval = interval;
        }
    }

    private final KitScene scene;
    private final KitActor<M> actor;
    private final Map<Object, Timer<M>> byKey = new LinkedHashMap<>();
    private @Nullable Duration quiet;
    private Cancellable quietSchedule = () -> {};

    KitTimers(KitScene scene, KitActor<M> actor) {
        this.scene = scene;
        this.actor = actor;
    }

    void start(Object key, M message, Effect.TimerKind kind, Duration interval) {
        Objects.requireNonNull(message, "a timer's message must not be null");
        if (kind != Effect.TimerKind.ONCE && !interval.isPositive()) {
            throw new IllegalArgumentException(
                    "a timer that repeats needs an interval longer than zero, interval=" + interval + ", key=" + key);
        }
        drop(key);
        if (byKey.size() >= TIMERS_MAX) {
            throw new IllegalStateException("an actor can have at most " + TIMERS_MAX + " timers, key=" + key);
        }
        var timer = new Timer<>(key, message, kind, interval);
        timer.dueNanos = scene.time().deadline(interval);
        byKey.put(key, timer);
        schedule(timer, interval);
        scene.record(new Effect.TimerStarted(key, message, interval, kind));
    }

    private void schedule(Timer<M> timer, Duration delay) {
        timer.schedule = scene.time().schedule(delay, () -> due(timer));
    }

    void cancel(Object key) {
        drop(key);
        scene.record(new Effect.TimerCancelled(key));
    }

    private void drop(Object key) {
        var timer = byKey.remove(key);
        if (timer != null) {
            timer.schedule.cancel();
        }
    }

    boolean isActive(Object key) {
        return byKey.containsKey(key);
    }

    /** Has a timer fire now, whenever it is due. */
    void fire(Object key) {
        var timer = byKey.get(key);
        if (timer == null) {
            throw new AssertionError("expected a timer with key " + key + ", got " + Texts.keys(byKey.keySet()));
        }
        timer.schedule.cancel();
        timer.dueNanos = scene.time().nanoTime();
        due(timer);
    }

    private void due(Timer<M> timer) {
        if (!actor.isRunning()) {
            return;
        }
        if (timer.kind == Effect.TimerKind.ONCE) {
            byKey.remove(timer.key);
        }
        actor.handle(new Letter<>(timer.message, null));
        if (timer.kind != Effect.TimerKind.ONCE && byKey.get(timer.key) == timer) {
            again(timer);
        }
    }

    private void again(Timer<M> timer) {
        if (timer.kind == Effect.TimerKind.FIXED_DELAY) {
            schedule(timer, timer.interval);
        } else {
            timer.dueNanos += timer.interval.toNanos();
            schedule(timer, Duration.ofNanos(timer.dueNanos - scene.time().nanoTime()));
        }
    }

    void setQuiet(Duration span) {
        if (!span.isPositive()) {
            throw new IllegalArgumentException("a receive timeout must be longer than zero, timeout=" + span);
        }
        quiet = span;
        messageHandled();
        scene.record(new Effect.ReceiveTimeoutSet(span));
    }

    void cancelQuiet() {
        quiet = null;
        quietSchedule.cancel();
        scene.record(new Effect.ReceiveTimeoutCancelled());
    }

    /** The time without a message begins anew. */
    void messageHandled() {
        quietSchedule.cancel();
        var span = quiet;
        if (span != null) {
            quietSchedule = scene.time().schedule(span, () -> {
                messageHandled();
                if (actor.isRunning()) {
                    actor.signal(new Signal.Timeout(span));
                }
            });
        }
    }

    /** As a restart and the end do. */
    void forgetAll() {
        byKey.values().forEach(timer -> timer.schedule.cancel());
        byKey.clear();
        quiet = null;
        quietSchedule.cancel();
    }
}
