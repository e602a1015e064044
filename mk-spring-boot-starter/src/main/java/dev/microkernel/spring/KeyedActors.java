package dev.microkernel.spring;

import dev.microkernel.actor.ActorRef;
import java.util.SortedSet;

/**
 * The actors of one {@link Actor} class with a {@link Actor#path}: one for each key, which is started when it is first sent
 * something, and again after it has stopped. Injected by type, where M is what its methods take, or by {@code @Qualifier} with
 * the actors' name. All methods may be called from any thread and do not block.
 *
 * @param <M> the messages the actors take
 */
public interface KeyedActors<M> {

    /**
     * The actor of a key, which need not run yet. The reference stays valid when the actor stops: the next message starts
     * another one. If there are as many actors as may be, it refuses as full.
     *
     * <p>It is no actor's own reference, so it cannot be watched; that one can, {@code ActorSystem.find(ref.path())}.
     *
     * @param key as a name: 1 to 63 bytes without '/' and control characters, not beginning with '$'
     * @throws IllegalArgumentException if the key is malformed
     */
    ActorRef<M> get(String key);

    /** The keys whose actors run, or are about to, in order. */
    SortedSet<String> keys();

    /** How many actors run, or are about to. */
    int size();

    /**
     * Has the actor of a key stop when it has handled what it is handling; what waits is lost to dead letters.
     *
     * @return whether it ran
     */
    boolean stop(String key);
}
