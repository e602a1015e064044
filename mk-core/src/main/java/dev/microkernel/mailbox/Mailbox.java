package dev.microkernel.mailbox;

import org.jspecify.annotations.Nullable;

/**
 * The queue of one actor, together with the knowledge whether the actor is idle: the sender whose message finds it
 * idle is told so, and has to schedule it. So no message needs a second atomic step, and none is left lying.
 *
 * <p>{@link #offer}, {@link #nudge} and the figures may be called from any thread; {@link #poll}, {@link #putBack},
 * {@link #drain} and {@link #idle} only by the thread that runs the actor's turn. A new mailbox is idle.
 */
public interface Mailbox {

    /** What became of an offer. */
    enum Offer {
        /** Taken; the actor is scheduled or running and will find it. */
        ACCEPTED,
        /** Taken; the actor was idle, and the caller must schedule it now. */
        ACCEPTED_IDLE,
        /**
         * Counted, but not put in; the actor was idle, and the caller must schedule it now and see to it that its next
         * turn {@linkplain Mailbox#drain drains} this envelope first, or {@linkplain Mailbox#putBack puts it back}.
         */
        ACCEPTED_CARRIED,
        /** Not taken: as many messages as the capacity allows are waiting. */
        FULL
    }

    /**
     * What is done with messages as they are taken out.
     *
     * @param <C> what the caller of {@link Mailbox#drain} hands on
     */
    interface Handler<C> {

        /** Handles a message; must not touch the mailbox. Whether it wants the next one. */
        boolean handle(Envelope envelope, C context);
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
     * Puts what was {@linkplain Offer#ACCEPTED_CARRIED carried} to the actor's turn before what waits: it cannot be
     * handled yet.
     *
     * @throws UnsupportedOperationException if this mailbox has nothing carried
     */
    default void putBack(Envelope carried) {
        throw new UnsupportedOperationException("nothing is carried past this mailbox");
    }

    /**
     * Takes out messages until there are none or the handler wants no more. As {@link #poll} in a loop, but a queue may
     * leave what others read as it is for some messages: while this lasts, {@link #depth} may be a little too high.
     *
     * @param carried the message that caused this turn, if it was carried to it; it goes first
     * @return whether it ended because nothing waits
     */
    default <C> boolean drain(@Nullable Envelope carried, Handler<C> handler, C context) {
        if (carried != null) {
            putBack(carried);
        }
        for (var envelope = poll(); envelope != null; envelope = poll()) {
            if (!handler.handle(envelope, context)) {
                return false;
            }
        }
        return true;
    }

    /**
     * Goes idle if nothing waits, and there was no nudge since it last tried to. After {@code true} the caller's turn is over at that instant: another thread may be
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

    /** How many messages were ever accepted, modulo 2<sup>30</sup>: use {@linkplain #difference differences} only. */
    int accepted();

    /** How much later one number of accepted messages is than another; negative if it is earlier. */
    static int difference(int accepted, int earlier) {
        return ((accepted - earlier) << 2) >> 2;
    }
}
