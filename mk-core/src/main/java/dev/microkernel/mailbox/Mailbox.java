package dev.microkernel.mailbox;

import org.jspecify.annotations.Nullable;

/**
 * The queue of one actor, together with the knowledge whether the actor is idle: the sender whose message finds it
 * idle is told so, and has to schedule it. So no message needs a second atomic step, and none is left lying.
 *
 * <p>{@link #offer}, {@link #nudge} and the figures may be called from any thread; {@link #poll} and {@link #idle}
 * only by the thread that runs the actor's turn. A new mailbox is idle.
 */
public interface Mailbox {

    /** What became of an offer. */
    enum Offer {
        /** Taken; the actor is scheduled or running and will find it. */
        ACCEPTED,
        /** Taken; the actor was idle, and the caller must schedule it now. */
        ACCEPTED_IDLE,
        /** Not taken: as many messages as the capacity allows are waiting. */
        FULL
    }

    /** Puts a message where it belongs, which is the end unless the mailbox has priorities. */
    Offer offer(Envelope envelope);

    /**
     * Wakes the actor without a message; takes no room.
     *
     * @return whether the actor was idle and the caller must schedule it now
     */
    boolean nudge();

    /** Takes the message whose turn it is, or null if none waits. */
    @Nullable
    Envelope poll();

    /**
     * Goes idle if nothing waits. After {@code true} the caller's turn is over at that instant: another thread may be
     * running the actor already.
     */
    boolean idle();

    /**
     * Takes out the oldest message if there is no room for another; from any thread.
     *
     * @return the message, or null if there is room
     * @throws UnsupportedOperationException unless the mailbox was made for {@link Overflow#DROP_OLDEST}
     */
    default @Nullable Envelope dropOldestIfFull() {
        throw new UnsupportedOperationException("only a mailbox made for DROP_OLDEST drops its oldest message");
    }

    /** How many messages wait; exact only while nobody offers or polls. */
    int depth();

    /** How many may wait. */
    int capacity();

    /** The most that ever waited at once. */
    int highWater();

    /** How many messages were ever accepted; it wraps, so use differences only. */
    int accepted();
}
