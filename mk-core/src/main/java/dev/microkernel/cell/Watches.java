package dev.microkernel.cell;

import dev.microkernel.actor.ExitReason;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/** Whom a cell watches and who watches it. Only the cell's turn touches this. */
final class Watches {

    private final ActorCell<?> cell;
    private final Set<InternalRef<?>> watched = new LinkedHashSet<>();
    private final Set<ActorCell<?>> watchers = new LinkedHashSet<>();

    Watches(ActorCell<?> cell) {
        this.cell = cell;
    }

    void watch(InternalRef<?> actor) {
        if (watched.add(actor)) {
            actor.watchedBy(cell);
        }
    }

    void unwatch(InternalRef<?> actor) {
        if (watched.remove(actor)) {
            actor.unwatchedBy(cell);
        }
    }

    /** Whether the news that an actor has ended was asked for; it is told once. */
    boolean takeEnded(InternalRef<?> actor) {
        return watched.remove(actor);
    }

    void unwatchAll() {
        for (var actor : List.copyOf(watched)) {
            unwatch(actor);
        }
    }

    void addWatcher(ActorCell<?> watcher) {
        watchers.add(watcher);
    }

    void removeWatcher(ActorCell<?> watcher) {
        watchers.remove(watcher);
    }

    void tellWatchers(ExitReason reason) {
        watchers.forEach(watcher -> watcher.ended(cell, reason));
        watchers.clear();
    }
}
