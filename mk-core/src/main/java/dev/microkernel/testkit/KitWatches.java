package dev.microkernel.testkit;

import dev.microkernel.actor.ActorRef;
import dev.microkernel.actor.ExitReason;
import dev.microkernel.time.Cancellable;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Function;

/** Whose end the behaviour under test wants to hear of, or would share. */
final class KitWatches<M> {

    private record Monitor<M>(ActorRef<?> actor, Function<ExitReason, M> notice) {}

    private final KitScene scene;
    private final Set<ActorRef<?>> watched = new LinkedHashSet<>();
    private final Set<ActorRef<?>> linked = new LinkedHashSet<>();
    private final List<Monitor<M>> monitors = new ArrayList<>();

    KitWatches(KitScene scene) {
        this.scene = scene;
    }

    void watch(ActorRef<?> actor) {
        watched.add(actor);
        scene.record(new Effect.Watched(actor));
    }

    void unwatch(ActorRef<?> actor) {
        watched.remove(actor);
        scene.record(new Effect.Unwatched(actor));
    }

    Cancellable monitor(ActorRef<?> actor, Function<ExitReason, M> notice) {
        var monitor = new Monitor<>(actor, notice);
        monitors.add(monitor);
        scene.record(new Effect.Monitored(actor));
        return () -> {
            scene.turn().require();
            if (removeThis(monitor)) {
                scene.record(new Effect.MonitorCancelled(actor));
            }
        };
    }

    @SuppressWarnings("ReferenceEquality") // each call to monitor is one of its own
    private boolean removeThis(Monitor<M> monitor) {
        return monitors.removeIf(present -> present == monitor);
    }

    void link(ActorRef<?> actor) {
        linked.add(actor);
        scene.record(new Effect.Linked(actor));
    }

    void unlink(ActorRef<?> actor) {
        linked.remove(actor);
        scene.record(new Effect.Unlinked(actor));
    }

    boolean concerns(ActorRef<?> actor) {
        return watched.contains(actor)
                || linked.contains(actor)
                || monitors.stream().anyMatch(monitor -> monitor.actor.equals(actor));
    }

    boolean takeLink(ActorRef<?> actor) {
        return linked.remove(actor);
    }

    boolean takeWatch(ActorRef<?> actor) {
        return watched.remove(actor);
    }

    List<Function<ExitReason, M>> takeMonitors(ActorRef<?> actor) {
        var ended =
                monitors.stream().filter(monitor -> monitor.actor.equals(actor)).toList();
        monitors.removeAll(ended);
        return ended.stream().<Function<ExitReason, M>>map(Monitor::notice).toList();
    }

    void breakLinks() {
        linked.clear();
    }

    /** As a restart and the end do. */
    void forgetAll() {
        watched.clear();
        monitors.clear();
    }
}
