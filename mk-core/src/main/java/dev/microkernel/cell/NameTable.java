package dev.microkernel.cell;

import dev.microkernel.actor.ActorRef;
import dev.microkernel.actor.Registry;
import dev.microkernel.wire.Names;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.CopyOnWriteArrayList;
import org.jspecify.annotations.Nullable;

/**
 * The names of this node and those learnt from peers. Look-ups take no lock; changes take one, under which the
 * listeners hear of them, so that all hear the same changes in the same order.
 */
public final class NameTable implements Registry {

    /** Hears of this node's own names, with the table's lock held: it must not block. */
    public interface Listener {

        /** An actor of this node got a name. */
        void registered(String name, ActorRef<?> actor);

        /** A name of this node is gone. */
        void unregistered(String name);
    }

    private final Kernel kernel;
    private final ConcurrentSkipListMap<String, InternalRef<?>> names = new ConcurrentSkipListMap<>();
    private final Map<InternalRef<?>, Set<String>> namesOfLocal = new HashMap<>();
    private final Map<Integer, Set<String>> namesOfNode = new HashMap<>();
    private final List<Listener> listeners = new CopyOnWriteArrayList<>();
    private int localNames;

    NameTable(Kernel kernel) {
        this.kernel = kernel;
    }

    @Override
    public synchronized boolean register(String name, ActorRef<?> actor) {
        var violation = Names.violation(name);
        if (violation != null) {
            throw new IllegalArgumentException(violation);
        }
        if (!(actor instanceof ActorCell<?> cell) || cell.kernel() != kernel) {
            throw new IllegalArgumentException(
                    "only actors of this node get names here, name=" + name + ", actor=" + actor.path());
        }
        if (localNames >= NAMES_MAX) {
            throw new IllegalStateException("at most " + NAMES_MAX + " names can be registered, name=" + name);
        }
        var holder = names.putIfAbsent(name, cell);
        if (holder != null) {
            return holder == cell;
        }
        namesOfLocal.computeIfAbsent(cell, missing -> new HashSet<>()).add(name);
        localNames++;
        listeners.forEach(listener -> listener.registered(name, cell));
        if (cell.isStopped()) {
            // It stopped before it could be seen here, so nobody else will take the name back.
            drop(cell);
            return false;
        }
        return true;
    }

    @Override
    public synchronized void unregister(String name) {
        if (names.get(name) instanceof ActorCell<?> cell) {
            var own = namesOfLocal.get(cell);
            if (own != null && own.remove(name)) {
                removeLocal(name);
                if (own.isEmpty()) {
                    namesOfLocal.remove(cell);
                }
            }
        }
    }

    /** Takes back all names of an actor of this node that has stopped. */
    synchronized void drop(ActorCell<?> cell) {
        var own = namesOfLocal.remove(cell);
        if (own != null) {
            own.forEach(this::removeLocal);
        }
    }

    private void removeLocal(String name) {
        names.remove(name);
        localNames--;
        listeners.forEach(listener -> listener.unregistered(name));
    }

    /**
     * Takes down a name that a peer registers for an actor of its own, replacing that peer's former one.
     *
     * @param limit most names of one peer
     * @return null, or why it was not taken
     */
    public synchronized @Nullable String learn(int node, String name, InternalRef<?> actor, int limit) {
        if (actor.isStopped()) {
            // The link closed while its reader waited for the lock: nobody would take the name back.
            return "the link to its node is closed";
        }
        var own = namesOfNode.computeIfAbsent(node, missing -> new HashSet<>());
        if (own.contains(name)) {
            names.put(name, actor);
            return null;
        }
        if (own.size() >= limit) {
            return "a node can register at most " + limit + " names";
        }
        var holder = names.putIfAbsent(name, actor);
        if (holder != null) {
            return "the name is held by " + holder.path();
        }
        own.add(name);
        return null;
    }

    /** Forgets a name of a peer; does nothing if it is not that peer's. */
    public synchronized void forget(int node, String name) {
        var own = namesOfNode.get(node);
        if (own != null && own.remove(name)) {
            names.remove(name);
        }
    }

    /** Forgets all names of a peer. */
    public synchronized void forgetNode(int node) {
        var own = namesOfNode.remove(node);
        if (own != null) {
            own.forEach(names::remove);
        }
    }

    /** Tells a listener of this node's flat names, its paths, then every change, without a gap between them. */
    public synchronized void subscribe(Listener listener) {
        announce(listener, false);
        announce(listener, true);
        listeners.add(listener);
    }

    private void announce(Listener listener, boolean paths) {
        names.forEach((name, actor) -> {
            var own = namesOfLocal.get(actor);
            if (own != null && own.contains(name) && Names.isPath(name) == paths) {
                listener.registered(name, actor);
            }
        });
    }

    /** Ends {@link #subscribe}. */
    public void unsubscribe(Listener listener) {
        listeners.remove(listener);
    }

    @Override
    @SuppressWarnings("unchecked") // the registry's contract: the caller knows what the actor takes
    public Optional<ActorRef<Object>> lookup(String name) {
        return Optional.ofNullable((ActorRef<Object>) names.get(name));
    }

    @Override
    @SuppressWarnings("unchecked") // as in lookup
    public SortedMap<String, ActorRef<Object>> list(String prefix) {
        var found = new TreeMap<String, ActorRef<Object>>();
        for (var entry : names.tailMap(prefix).entrySet()) {
            if (!entry.getKey().startsWith(prefix)) {
                break;
            }
            found.put(entry.getKey(), (ActorRef<Object>) entry.getValue());
        }
        return Collections.unmodifiableSortedMap(found);
    }
}
