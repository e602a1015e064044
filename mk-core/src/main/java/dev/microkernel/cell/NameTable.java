package dev.microkernel.cell;

import static dev.microkernel.actor.Registry.NAMES_MAX;
import static dev.microkernel.actor.Registry.WATCHES_MAX;

import dev.microkernel.actor.ActorRef;
import dev.microkernel.actor.NameChange;
import dev.microkernel.wire.Names;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * The names of this node and those learnt from peers, in both directions. Look-ups take no lock; changes take one,
 * under which the listeners hear of them, so that all hear the same changes in the same order. A name is this node's own
 * exactly if its actor is a cell.
 *
 * <p>An actor may end while it gets a name or a watch. Whoever gives it writes {@link #namesOf} or {@link #watchers} and
 * then reads whether the actor has stopped; the actor has stopped before it reads them in {@link #knows}. All of these
 * are volatile, so one sees the other, and no name and no watch outlives its actor.
 */
public final class NameTable {

    /** Hears of this node's own names, with the table's lock held: it must not block. */
    public interface Listener {

        /** An actor of this node got a name. */
        void registered(String name, ActorRef<?> actor);

        /** A name of this node is gone. */
        void unregistered(String name);
    }

    private final Kernel kernel;
    private final ConcurrentSkipListMap<String, InternalRef<?>> names = new ConcurrentSkipListMap<>();

    /** The way back; the sets are guarded by the lock. */
    private final ConcurrentHashMap<ActorRef<?>, SortedSet<String>> namesOf = new ConcurrentHashMap<>();

    private final Map<Integer, Set<String>> namesOfNode = new HashMap<>();
    private final Mounts mounts = new Mounts();
    private final List<Listener> listeners = new CopyOnWriteArrayList<>();
    private final List<NameWatch<?>> watches = new ArrayList<>();

    /** Who watches, to be asked without the lock; written under it. */
    private final Set<ActorRef<?>> watchers = ConcurrentHashMap.newKeySet();

    private int localNames;

    NameTable(Kernel kernel) {
        this.kernel = kernel;
    }

    // ---- names of this node

    /** See {@link dev.microkernel.actor.Registry#register}. */
    synchronized boolean register(String name, ActorRef<?> actor) {
        Names.requireWellFormed(name);
        if (!(actor instanceof ActorCell<?> cell) || cell.kernel() != kernel) {
            throw new IllegalArgumentException(
                    "only actors of this node get names here, name=" + name + ", actor=" + actor.path());
        }
        var holder = names.get(name);
        if (holder != null) {
            return holder == cell;
        }
        if (localNames >= NAMES_MAX) {
            throw new IllegalStateException("at most " + NAMES_MAX + " names can be registered, name=" + name);
        }
        bind(name, cell);
        if (cell.isStopped()) {
            // It may have ended before it could be seen here, so nobody else would take the name back.
            unbind(name);
            return false;
        }
        localNames++;
        tellWatches(name);
        listeners.forEach(listener -> listener.registered(name, cell));
        return true;
    }

    /** See {@link dev.microkernel.actor.Registry#unregister(String)}. */
    synchronized boolean unregister(String name) {
        return names.get(name) instanceof ActorCell<?> && removeLocal(name);
    }

    /** See {@link dev.microkernel.actor.Registry#unregister(String, ActorRef)}. */
    synchronized boolean unregister(String name, ActorRef<?> holder) {
        return holder instanceof ActorCell<?> && holder.equals(names.get(name)) && removeLocal(name);
    }

    /** Whether an actor has a name or a watch. Takes no lock. */
    boolean knows(ActorRef<?> actor) {
        return namesOf.containsKey(actor) || watchers.contains(actor);
    }

    /** Takes back all names and watches of an actor that has stopped. */
    synchronized void drop(ActorCell<?> cell) {
        watchesOf(cell).forEach(this::end);
        namesOf(cell).forEach(this::removeLocal);
    }

    private boolean removeLocal(String name) {
        unbind(name);
        localNames--;
        tellWatches(name);
        listeners.forEach(listener -> listener.unregistered(name));
        return true;
    }

    // ---- names of peers

    /**
     * Takes down a name that a peer registers for an actor of its own, replacing that peer's former one. If somebody else
     * has the name, the actor is known by its path below {@code /node/<identity>} only.
     *
     * @param limit most names of one peer
     * @return null, or why it was not taken
     */
    public synchronized @Nullable String learn(
            int node, String identity, String name, InternalRef<?> actor, int limit) {
        if (actor.isStopped()) {
            // The link closed while its reader waited for the lock: nobody would take the name back.
            return "the link to its node is closed";
        }
        if (!mounts.put(node, identity, name, actor, limit)) {
            return "a node can register at most " + limit + " names";
        }
        var own = namesOfNode.get(node);
        if (own == null || !own.contains(name)) {
            var holder = names.get(name);
            if (holder != null) {
                return "the name is held by " + holder.path() + ", and the path of its own is "
                        + Names.pathBelow(identity, name);
            }
            namesOfNode.computeIfAbsent(node, missing -> new HashSet<>()).add(name);
        }
        bind(name, actor);
        tellWatches(name);
        return null;
    }

    /** Forgets a name of a peer; does nothing if it is not that peer's. */
    public synchronized void forget(int node, String name) {
        mounts.remove(node, name);
        var own = namesOfNode.get(node);
        if (own != null && own.remove(name)) {
            unlearn(name);
        }
    }

    /** Forgets all names of a peer. */
    synchronized void forgetNode(int node) {
        mounts.unmount(node);
        var own = namesOfNode.remove(node);
        if (own != null) {
            own.forEach(this::unlearn);
        }
    }

    private void unlearn(String name) {
        unbind(name);
        tellWatches(name);
    }

    // ---- both directions

    /** Sets who has a name; a look-up meanwhile finds the former or the new one. */
    private void bind(String name, InternalRef<?> actor) {
        var former = names.put(name, actor);
        if (former != null) {
            release(name, former);
        }
        namesOf.computeIfAbsent(actor, missing -> new TreeSet<>()).add(name);
    }

    private void unbind(String name) {
        var former = names.remove(name);
        if (former != null) {
            release(name, former);
        }
    }

    private void release(String name, InternalRef<?> actor) {
        var own = namesOf.get(actor);
        if (own != null && own.remove(name) && own.isEmpty()) {
            namesOf.remove(actor);
        }
    }

    // ---- who hears of changes

    /** Tells a listener of this node's flat names, its paths, then every change, without a gap between them. */
    public synchronized void subscribe(Listener listener) {
        tellAgain(listener);
        listeners.add(listener);
    }

    private void announce(Listener listener, boolean paths) {
        names.forEach((name, actor) -> {
            if (actor instanceof ActorCell<?> && Names.isPath(name) == paths) {
                listener.registered(name, actor);
            }
        });
    }

    /** Tells a listener once more of all names of this node. */
    public synchronized void tellAgain(Listener listener) {
        announce(listener, false);
        announce(listener, true);
    }

    /** Ends {@link #subscribe}. */
    public void unsubscribe(Listener listener) {
        listeners.remove(listener);
    }

    /** See {@link dev.microkernel.actor.Registry#watch}. */
    synchronized <M> void watch(String prefix, ActorRef<M> watcher, Function<? super NameChange, ? extends M> as) {
        if (!(watcher instanceof ActorCell<M> cell) || cell.kernel() != kernel) {
            throw new IllegalArgumentException(
                    "only actors of this node can watch names here, prefix=" + prefix + ", actor=" + watcher.path());
        }
        unwatch(prefix, cell);
        if (watches.size() >= WATCHES_MAX) {
            throw new IllegalStateException(
                    "at most " + WATCHES_MAX + " watches of names are possible, prefix=" + prefix);
        }
        var watch = new NameWatch<>(prefix, cell, as);
        watches.add(watch);
        watchers.add(cell);
        if (cell.isStopped()) {
            unwatch(prefix, cell); // as in register
            return;
        }
        watch.beginAfresh(namesBehind(prefix));
    }

    /** See {@link dev.microkernel.actor.Registry#unwatch}. */
    synchronized boolean unwatch(String prefix, ActorRef<?> watcher) {
        for (var watch : watchesOf(watcher)) {
            if (watch.prefix().equals(prefix)) {
                end(watch);
                return true;
            }
        }
        return false;
    }

    /** Tells an actor that was restarted everything that it watches. */
    void watchAfresh(ActorCell<?> cell) {
        if (watchers.contains(cell)) {
            synchronized (this) {
                watchesOf(cell).forEach(watch -> watch.beginAfresh(namesBehind(watch.prefix())));
            }
        }
    }

    /** What a watcher has to be told next, or null. */
    synchronized @Nullable NameChange next(NameWatch<?> watch) {
        return watch.next(names);
    }

    private void tellWatches(String name) {
        watches.forEach(watch -> watch.changed(name));
    }

    private List<NameWatch<?>> watchesOf(ActorRef<?> actor) {
        return watches.stream().filter(watch -> watch.watcher().equals(actor)).toList();
    }

    private void end(NameWatch<?> watch) {
        watches.remove(watch);
        watch.end();
        if (watchesOf(watch.watcher()).isEmpty()) {
            watchers.remove(watch.watcher());
        }
    }

    private Collection<String> namesBehind(String prefix) {
        return list(prefix).keySet();
    }

    // ---- look-ups

    /** See {@link dev.microkernel.actor.Registry#lookup}. */
    @SuppressWarnings("unchecked") // the registry's contract: the caller knows what the actor takes
    Optional<ActorRef<Object>> lookup(String name) {
        var exact = names.get(name);
        return Optional.ofNullable((ActorRef<Object>) (exact == null ? findBelowNode(name) : exact));
    }

    /** The actor at a path below {@code /node/<identity>/}, which nobody has registered as it stands, or null. */
    private @Nullable InternalRef<?> findBelowNode(String path) {
        if (!kernel.identity().equals(Names.nodeIn(path))) {
            return mounts.find(path);
        }
        var rest = path.substring(Names.pathBelow(kernel.identity(), "").length() - 1);
        var below = ownName(rest);
        return below != null ? below : ownName(rest.substring(1));
    }

    private @Nullable InternalRef<?> ownName(String name) {
        return names.get(name) instanceof ActorCell<?> cell ? cell : null;
    }

    /** See {@link dev.microkernel.actor.Registry#namesOf}. */
    synchronized SortedSet<String> namesOf(ActorRef<?> actor) {
        var own = namesOf.get(actor);
        return own == null ? Collections.emptySortedSet() : Collections.unmodifiableSortedSet(new TreeSet<>(own));
    }

    /** See {@link dev.microkernel.actor.Registry#list}. */
    @SuppressWarnings("unchecked") // as in lookup
    SortedMap<String, ActorRef<Object>> list(String prefix) {
        var found = new TreeMap<String, ActorRef<Object>>();
        for (var entry : names.tailMap(prefix).entrySet()) {
            if (!entry.getKey().startsWith(prefix)) {
                break;
            }
            found.put(entry.getKey(), (ActorRef<Object>) entry.getValue());
        }
        mounts.forEach(prefix, (path, actor) -> found.putIfAbsent(path, (ActorRef<Object>) actor));
        listOwn(prefix, found);
        return Collections.unmodifiableSortedMap(found);
    }

    /** Adds the paths of this node's own names below {@code /node/<identity>/}, if that is what is asked for. */
    @SuppressWarnings("unchecked") // as in lookup
    private void listOwn(String prefix, SortedMap<String, ActorRef<Object>> found) {
        var root = Names.pathBelow(kernel.identity(), "");
        if (!prefix.startsWith(root)) {
            return;
        }
        names.forEach((name, actor) -> {
            var path = Names.pathBelow(kernel.identity(), name);
            if (actor instanceof ActorCell<?> && path.startsWith(prefix)) {
                found.putIfAbsent(path, (ActorRef<Object>) actor);
            }
        });
    }
}
