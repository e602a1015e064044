package dev.microkernel.actor;

import java.util.Optional;
import java.util.SortedMap;

/**
 * Names of actors, flat ({@code echo}) and as paths ({@code /node/kitchen/ping}), those of this node and those learnt
 * from the nodes it is connected with. A name is gone with its actor. May be used from any thread.
 */
public interface Registry {

    /** Most names that actors of this node may hold together. */
    int NAMES_MAX = 65_536;

    /**
     * Gives an actor of this node a name; it may have several. Other nodes are told.
     *
     * @param name flat, 1 to 63 bytes, or beginning with '/', at most 127 bytes; no control characters
     * @return whether the name was free, or this actor's already; the first to register wins
     * @throws IllegalArgumentException if the name is malformed or the actor lives on another node
     * @throws IllegalStateException if {@value #NAMES_MAX} names are registered
     */
    boolean register(String name, ActorRef<?> actor);

    /** Takes back a name that an actor of this node holds; does nothing if there is none. */
    void unregister(String name);

    /** The actor of that name. What it takes is for the caller to know. */
    Optional<ActorRef<Object>> lookup(String name);

    /** All names that begin so, with their actors. */
    SortedMap<String, ActorRef<Object>> list(String prefix);
}
