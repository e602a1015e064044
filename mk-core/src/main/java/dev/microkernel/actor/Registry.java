package dev.microkernel.actor;

import java.util.Optional;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.function.Function;

/**
 * Who is where: names of actors, and {@linkplain Groups groups} of them. Names are flat ({@code echo}) and as paths ({@code /node/kitchen/ping}), those of this node and those learnt
 * from the nodes it is connected with. A name belongs to its actor: it is gone when the actor has ended, or the link to
 * the actor's node. All methods may be called from any thread and do not block.
 */
public interface Registry extends Groups {

    /** Most names that actors of this node may hold together. */
    int NAMES_MAX = 65_536;

    /** Most watches of names on one node. */
    int WATCHES_MAX = 1024;

    /**
     * Gives an actor of this node a name; it may have several. Other nodes are told.
     *
     * @param name flat, 1 to 63 bytes, or beginning with '/', at most 127 bytes; no control characters
     * @return whether the actor has the name now; the first to register wins, and an actor that has stopped gets none
     * @throws IllegalArgumentException if the name is malformed or the actor is not one of this node
     * @throws IllegalStateException if {@value #NAMES_MAX} names are registered
     */
    boolean register(String name, ActorRef<?> actor);

    /**
     * Takes back a name of this node, whoever holds it. Names that other nodes gave stay.
     *
     * @return whether an actor of this node held it
     */
    boolean unregister(String name);

    /**
     * Takes back a name if that actor holds it: one who comes too late takes nothing from whoever has the name by then.
     *
     * @return whether the actor held it
     */
    boolean unregister(String name, ActorRef<?> holder);

    /**
     * The actor of that name. What it takes is for the caller to know.
     *
     * <p>Below {@code /node/<identity>/} stand the names of each node that is connected, and of this one, whatever else they
     * are: {@code /node/kitchen/echo} is kitchen's {@code echo}, also if another node's has that name here, and {@code
     * /node/kitchen/sensor/temp} its {@code /sensor/temp}. A name that is registered as such a path goes first.
     */
    Optional<ActorRef<Object>> lookup(String name);

    /** All names that an actor has, in order; those of an actor elsewhere are the ones that its node has told. */
    SortedSet<String> namesOf(ActorRef<?> actor);

    /**
     * All names that begin so, with their actors, in order. Names that come or go meanwhile may be missing or there; who
     * must not miss any watches them.
     *
     * @param prefix {@code /node/kitchen/} for all names of that node; paths below a node that no actor has registered as they
     *     stand are there only if the prefix names the node so, and are not watched
     */
    SortedMap<String, ActorRef<Object>> list(String prefix);

    /** Watches names for an actor that takes {@link NameChange}s as they are; see {@link #watch(String, ActorRef, Function)}. */
    default void watch(String prefix, ActorRef<? super NameChange> watcher) {
        watch(prefix, watcher, change -> change);
    }

    /**
     * Tells an actor of this node of all names that begin so, then of every change, without a gap between them. A
     * watcher that replays what it is told has the names as they are, once it has handled all.
     *
     * <p>Changes take no room in the mailbox and are not shed: like signals they overtake messages. A watcher that is
     * slow is told how things have become since, not what came and went meanwhile. One that is restarted is told
     * everything again, for its fresh behaviour knows nothing. The watch ends with the watcher. Watching the same prefix
     * again begins afresh too, and replaces the former watch.
     *
     * @param prefix how the names begin; empty for all
     * @param as makes a message of a change; called in the watcher's turn, where it may fail the watcher
     * @throws IllegalArgumentException if the watcher is not an actor of this node
     * @throws IllegalStateException if there are {@value #WATCHES_MAX} watches
     */
    <M> void watch(String prefix, ActorRef<M> watcher, Function<? super NameChange, ? extends M> as);

    /**
     * Takes back {@link #watch}: no change is told from now on, but the one that the watcher may be handling.
     *
     * @return whether there was such a watch
     */
    boolean unwatch(String prefix, ActorRef<?> watcher);
}
