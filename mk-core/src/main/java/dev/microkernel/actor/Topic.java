package dev.microkernel.actor;

import org.jspecify.annotations.Nullable;

/**
 * A group seen by those who publish: what is published is told to all subscribers, who are the members of the group of
 * that name. So {@link #subscribe} is {@link Groups#join}, with a type, and the same bounds hold. All methods may be called
 * from any thread and do not block.
 *
 * @param <M> what is published
 */
public interface Topic<M> {

    /**
     * What became of a message. That there are no subscribers is no failure, and then there is no dead letter.
     *
     * @param delivered how many subscribers have taken it
     * @param refused how many have lost it because their mailbox, or the link to them, was full; each a dead letter
     */
    record Published(int delivered, int refused) {}

    /** The name, which is also that of the group. */
    String name();

    /** Publishes a message that asks for no reply. */
    default Published publish(M message) {
        return publish(message, null);
    }

    /**
     * Tells all subscribers, in the order in which they subscribed. One whose mailbox is full holds up nobody.
     *
     * @param sender whom subscribers answer, or null if nobody
     * @throws RuntimeException if the message cannot cross the wire to a subscriber elsewhere; the others were told
     */
    Published publish(M message, @Nullable ActorRef<?> sender);

    /** As {@link Groups#join}. A subscriber that has ended is one no more. */
    boolean subscribe(ActorRef<? super M> subscriber);

    /** As {@link Groups#leave}. */
    boolean unsubscribe(ActorRef<? super M> subscriber);

    /** How many subscribers there are. */
    int subscribers();
}
