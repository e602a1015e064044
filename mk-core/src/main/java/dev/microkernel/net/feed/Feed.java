package dev.microkernel.net.feed;

import dev.microkernel.actor.ActorRef;
import dev.microkernel.cell.InternalRef;
import dev.microkernel.mailbox.Delivery;
import java.util.concurrent.Semaphore;
import org.jspecify.annotations.Nullable;

/**
 * Brings one actor events, in their order, from a virtual thread that waits for them outside. The thread waits here, and
 * so takes nothing more from its socket, while the actor's mailbox is full or its demand is used up: that is how slowness
 * reaches the peer. No event is lost, and none becomes a dead letter, while the actor lives.
 *
 * <p>A mailbox does not tell when it has room again, since no sender but this one would listen: it is asked again after a
 * pause, which is short beside the time in which a full mailbox is worked off.
 *
 * @param <E> the events
 */
public final class Feed<E> {

    private static final int PAUSE_MIN_MILLIS = 1;
    private static final int PAUSE_MAX_MILLIS = 16;

    private final ActorRef<? super E> listener;
    private final ActorRef<?> sender;

    /** How many events may still be delivered; null for any number. */
    private final @Nullable Semaphore demand;

    private volatile boolean muted;

    /**
     * A feed for an actor.
     *
     * @param sender whom the events come from
     * @param demand how many events of those that count may be delivered before {@link #demand}; {@link
     *     Integer#MAX_VALUE} for no limit
     */
    public Feed(ActorRef<? super E> listener, ActorRef<?> sender, int demand) {
        this.listener = listener;
        this.sender = sender;
        this.demand = demand == Integer.MAX_VALUE ? null : new Semaphore(demand);
    }

    /** Lets so many more events through, up to {@link Integer#MAX_VALUE} ahead. From one thread at a time. */
    public void demand(int events) {
        if (demand != null) {
            demand.release(Math.min(events, Integer.MAX_VALUE - demand.availablePermits()));
        }
    }

    /** Has events that count be dropped from now on, and {@link #put} no longer wait. From any thread. */
    public void mute() {
        muted = true;
        demand(1);
    }

    /**
     * Delivers an event that counts against the demand, waiting for that and for room.
     *
     * @return whether the actor can still be reached
     */
    public boolean put(E event) throws InterruptedException {
        awaitDemand();
        return deliver(event, true);
    }

    /** Waits for the demand for one event, for those that do not even look for an event before. */
    public void awaitDemand() throws InterruptedException {
        if (demand != null && !muted) {
            demand.acquire();
        }
    }

    /** Delivers an event that does not count against the demand, waiting for room; as {@link #put}. */
    public boolean tell(E event) throws InterruptedException {
        return deliver(event, false);
    }

    /** Delivers an event without waiting, for actors that must not: if there is no room, it becomes a dead letter. */
    public void tellNow(E event) {
        listener.tell(event, sender);
    }

    private boolean deliver(E event, boolean counts) throws InterruptedException {
        for (int pause = PAUSE_MIN_MILLIS; !counts || !muted; pause = Math.min(2 * pause, PAUSE_MAX_MILLIS)) {
            switch (offer(event)) {
                case ACCEPTED -> {
                    return true;
                }
                case REFUSED_STOPPED -> {
                    return false;
                }
                case REFUSED_FULL, DROPPED -> Thread.sleep(pause);
            }
        }
        return true;
    }

    private Delivery offer(E event) {
        if (listener instanceof InternalRef<? super E> internal) {
            return internal.isStopped() ? Delivery.REFUSED_STOPPED : internal.offer(event, sender);
        }
        return listener.tell(event, sender);
    }
}
