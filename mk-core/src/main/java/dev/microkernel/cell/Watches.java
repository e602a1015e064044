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
        private @Nullable List<Function<ExitReason, ?>> monitors;

        boolean signal() {
            return signal;
        }

        List<Function<ExitReason, ?>> monitors() {
            return monitors == null ? List.of() : monitors;
        }

        private void add(Function<ExitReason, ?> monitor) {
            if (monitors == null) {
                monitors = new ArrayList<>(1);
            }
            monitors.add(monitor);
        }

        @SuppressWarnings("ReferenceEquality") // each call to monitor is one of its own
        private boolean remove(Function<ExitReason, ?> monitor) {
            return monitors != null && monitors.removeIf(known -> known == monitor);
        }
    }

    private final ActorCell<?> cell;
    private @Nullable Map<InternalRef<?>, Notice> watched;

    /** The first of those who watch the cell: most cells have one watcher, if any. */
    private @Nullable Watcher watcher;

    private @Nullable LinkedHashSet<Watcher> moreWatchers;
    private @Nullable Set<ActorCell<?>> partners;

    Watches(ActorCell<?> cell) {
        this.cell = cell;
    }

    void watch(InternalRef<?> actor) {
        notice(actor).signal = true;
    }

    void unwatch(InternalRef<?> actor) {
        var notice = known(actor);
        if (notice != null) {
            notice.signal = false;
            forgetIfUnused(actor, notice);
        }
    }

    void monitor(InternalRef<?> actor, Function<ExitReason, ?> message) {
        notice(actor).add(message);
    }

    void unmonitor(InternalRef<?> actor, Function<ExitReason, ?> message) {
        var notice = known(actor);
        if (notice != null && notice.remove(message)) {
            forgetIfUnused(actor, notice);
        }
    }

    private @Nullable Notice known(InternalRef<?> actor) {
        return watched == null ? null : watched.get(actor);
    }

    private Notice notice(InternalRef<?> actor) {
        var known = known(actor);
        if (known != null) {
            return known;
        }
        if (watched == null) {
            watched = new LinkedHashMap<>();
        }
        var notice = new Notice();
        watched.put(actor, notice);
        actor.watchedBy(cell);
        return notice;
    }

    private void forgetIfUnused(InternalRef<?> actor, Notice notice) {
        if (!notice.signal && notice.monitors().isEmpty()) {
            takeEnded(actor);
            actor.unwatchedBy(cell);
        }
    }

    /** What was asked for about an actor that has ended, which is told once; null if nothing. */
    @Nullable
    Notice takeEnded(InternalRef<?> actor) {
        return watched == null ? null : watched.remove(actor);
    }

    synchronized void addWatcher(Watcher another) {
        if (watcher == null || watcher.equals(another)) {
            watcher = another;
            return;
        }
        if (moreWatchers == null) {
            moreWatchers = new LinkedHashSet<>();
        }
        moreWatchers.add(another);
    }

    synchronized void removeWatcher(Watcher former) {
        if (moreWatchers != null && moreWatchers.remove(former)) {
            return;
        }
        if (former.equals(watcher)) {
            watcher = moreWatchers == null || moreWatchers.isEmpty() ? null : moreWatchers.removeFirst();
        }
    }

    synchronized void tellWatchers(ExitReason reason) {
        if (watcher != null) {
            watcher.ended(cell, reason);
            watcher = null;
        }
        if (moreWatchers != null) {
            moreWatchers.forEach(another -> another.ended(cell, reason));
            moreWatchers = null;
        }
    }

    /** Whether the partner is new. */
    synchronized boolean addPartner(ActorCell<?> partner) {
        if (partners == null) {
            partners = new LinkedHashSet<>();
        }
        return partners.add(partner);
    }

    /** Whether it was a partner. */
    synchronized boolean removePartner(ActorCell<?> partner) {
        return partners != null && partners.remove(partner);
    }

    synchronized void breakLinks(ExitReason reason) {
        if (partners != null) {
            partners.forEach(partner -> partner.control(new Control.LinkBroken(cell, reason)));
            partners = null;
        }
    }

    /** Forgets what this life asked for; who watches the cell goes on doing so. */
    void forgetWatched() {
        var former = watched;
        watched = null;
        if (former != null) {
            former.keySet().forEach(actor -> actor.unwatchedBy(cell));
        }
    }
}
