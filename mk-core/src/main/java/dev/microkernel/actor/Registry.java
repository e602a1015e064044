package dev.microkernel.actor;

import java.util.Optional;
import java.util.SortedMap;
import java.util.SortedSet;

/**
 * Names of actors, flat ({@code echo}) and as paths ({@code /node/kitchen/ping}), those of this node and those learnt
 * from the nodes it is connected with. A name belongs to its actor: it is gone when the actor has ended, or the link to
 * the actor's node. All methods may be called from any thread and do not block.
 */
public interface Registry {

    /** Most names that actors of this node may hold together. */
    int NAMES_MAX = 65_536;

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

    /** The actor of that name. What it takes is for the caller to know. */
    Optional<ActorRef<Object>> lookup(String name);

    /** All names that an actor has, in order; those of an actor elsewhere are the ones that its node has told. */
    SortedSet<String> namesOf(ActorRef<?> actor);

    /**
     * All names that begin so, with their actors, in order. Names that come or go meanwhile may be missing or there; who
     * must not miss any watches them.
     */
    SortedMap<String, ActorRef<Object>> list(String prefix);
}
