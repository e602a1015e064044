package dev.microkernel.remote.link;

import dev.microkernel.actor.ExitReason;
import dev.microkernel.cell.Watcher;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Who here watches which actors of one peer, over one link. */
final class RemoteWatches {

    /** Most actors of one peer that are watched. */
    static final int WATCHED_MAX = 65_536;

    /** What became of a watch. */
    enum Added {
        /** It is the first one of that actor. */
        FIRST,
        /** There are others of it. */
        ANOTHER,
        /** The link has ended, or too many are watched. */
        REFUSED
    }

    private final Map<RemoteRef<?>, Set<Watcher>> watchers = new LinkedHashMap<>();
    private boolean closed;

    synchronized Added add(RemoteRef<?> actor, Watcher watcher) {
        var ofActor = watchers.get(actor);
        if (ofActor != null) {
            ofActor.add(watcher);
            return Added.ANOTHER;
        }
        if (closed || watchers.size() == WATCHED_MAX) {
            return Added.REFUSED;
        }
        var first = new LinkedHashSet<Watcher>();
        first.add(watcher);
        watchers.put(actor, first);
        return Added.FIRST;
    }

    /** Whether nobody watches the actor any more. */
    synchronized boolean remove(RemoteRef<?> actor, Watcher watcher) {
        var ofActor = watchers.get(actor);
        if (ofActor == null || !ofActor.remove(watcher) || !ofActor.isEmpty()) {
            return false;
        }
        watchers.remove(actor);
        return true;
    }

    /** The actor has ended. */
    void ended(RemoteRef<?> actor, ExitReason reason) {
        Set<Watcher> ofActor;
        synchronized (this) {
            ofActor = watchers.remove(actor);
        }
        if (ofActor != null) {
            ofActor.forEach(watcher -> watcher.ended(actor, reason));
        }
    }

    /** The link has ended, and with it all that was watched. */
    void close(ExitReason reason) {
        List<Map.Entry<RemoteRef<?>, Set<Watcher>>> all;
        synchronized (this) {
            closed = true;
            all = List.copyOf(watchers.entrySet());
            watchers.clear();
        }
        for (var entry : all) {
            entry.getValue().forEach(watcher -> watcher.ended(entry.getKey(), reason));
        }
    }
}
