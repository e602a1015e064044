package dev.microkernel.cell;

import dev.microkernel.actor.ExitReason;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Whose end a cell wants to hear of, and who wants to hear of the cell's; with whom it shares its fate. Only the cell's
 * turn touches this, or whoever kills the cell; what both touch has a lock.
 */
final class Watches {

    /** What is to be done when an actor ends. */
    static final class Notice {
        private boolean signal;
        private final List<Function<ExitReason, ?>> monitors = new ArrayList<>();

        boolean signal() {
            return signal;
        }

        List<Function<ExitReason, ?>> monitors() {
            return monitors;
        }
    }

    private final ActorCell<?> cell;
    private final Map<InternalRef<?>, Notice> watched = new LinkedHashMap<>();
    private final Set<Watcher> watchers = new LinkedHashSet<>();
    private final Set<ActorCell<?>> partners = new LinkedHashSet<>();

    Watches(ActorCell<?> cell) {
        this.cell = cell;
    }

    void watch(InternalRef<?> actor) {
        notice(actor).signal = true;
    }

    void unwatch(InternalRef<?> actor) {
        var notice = watched.get(actor);
        if (notice != null) {
            notice.signal = false;
            forgetIfUnused(actor, notice);
        }
    }

    void monitor(InternalRef<?> actor, Function<ExitReason, ?> message) {
        notice(actor).monitors.add(message);
    }

    @SuppressWarnings("ReferenceEquality") // each call to monitor is one of its own
    void unmonitor(InternalRef<?> actor, Function<ExitReason, ?> message) {
        var notice = watched.get(actor);
        if (notice != null && notice.monitors.removeIf(monitor -> monitor == message)) {
            forgetIfUnused(actor, notice);
        }
    }

    private Notice notice(InternalRef<?> actor) {
        var known = watched.get(actor);
        if (known != null) {
            return known;
        }
        var notice = new Notice();
        watched.put(actor, notice);
        actor.watchedBy(cell);
        return notice;
    }

    private void forgetIfUnused(InternalRef<?> actor, Notice notice) {
        if (!notice.signal && notice.monitors.isEmpty()) {
            watched.remove(actor);
            actor.unwatchedBy(cell);
        }
    }

    /** What was asked for about an actor that has ended, which is told once; null if nothing. */
    @Nullable
    Notice takeEnded(InternalRef<?> actor) {
        return watched.remove(actor);
    }

    synchronized void addWatcher(Watcher watcher) {
        watchers.add(watcher);
    }

    synchronized void removeWatcher(Watcher watcher) {
        watchers.remove(watcher);
    }

    synchronized void tellWatchers(ExitReason reason) {
        watchers.forEach(watcher -> watcher.ended(cell, reason));
        watchers.clear();
    }

    /** Whether the partner is new. */
    synchronized boolean addPartner(ActorCell<?> partner) {
        return partners.add(partner);
    }

    /** Whether it was a partner. */
    synchronized boolean removePartner(ActorCell<?> partner) {
        return partners.remove(partner);
    }

    synchronized void breakLinks(ExitReason reason) {
        partners.forEach(partner -> partner.control(new Control.LinkBroken(cell, reason)));
        partners.clear();
    }

    /** Forgets what this life asked for; who watches the cell goes on doing so. */
    void forgetWatched() {
        for (var actor : List.copyOf(watched.keySet())) {
            watched.remove(actor);
            actor.unwatchedBy(cell);
        }
    }
}
