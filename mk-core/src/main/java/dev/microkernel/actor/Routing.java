package dev.microkernel.actor;

import java.util.function.Function;

/**
 * Which members of a group get a message.
 *
 * @param <M> the messages
 */
public sealed interface Routing<M> {

    /** See {@link #roundRobin}. */
    record RoundRobin<M>() implements Routing<M> {}

    /** See {@link #random}. */
    record Random<M>() implements Routing<M> {}

    /** See {@link #hash}. */
    record Hash<M>(Function<? super M, ?> key) implements Routing<M> {}

    /** See {@link #broadcast}. */
    record Broadcast<M>() implements Routing<M> {}

    /**
     * Each in turn, in the order in which they joined. If the mailbox of the one whose turn it is is full, those behind it
     * are offered the message, each once; it is refused if all are full.
     */
    static <M> Routing<M> roundRobin() {
        return new RoundRobin<>();
    }

    /** One by chance, which a simulated system takes from its seed; with full mailboxes as {@link #roundRobin}. */
    static <M> Routing<M> random() {
        return new Random<>();
    }

    /**
     * Messages with equal keys to the same member, full or not, so that they keep their order. The member follows from the
     * key's {@code hashCode} and the members' paths (rendezvous hashing, Thaler and Ravishankar 1996): one that leaves
     * moves only its own keys, and one that comes takes its share only. The cost grows with the number of members.
     *
     * @param key the key of a message, not null; called by the sender
     */
    static <M> Routing<M> hash(Function<? super M, ?> key) {
        return new Hash<>(key);
    }

    /**
     * All of them. The message is accepted if one takes it; a member whose mailbox is full loses it as a dead letter and
     * holds up nobody.
     */
    static <M> Routing<M> broadcast() {
        return new Broadcast<>();
    }
}
