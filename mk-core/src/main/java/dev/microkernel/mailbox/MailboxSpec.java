package dev.microkernel.mailbox;

import java.time.Duration;
import java.util.function.ToIntFunction;
import org.jspecify.annotations.Nullable;

/**
 * What kind of mailbox an actor gets.
 *
 * @param capacity most messages that may wait, 1 to {@value #CAPACITY_MAX}, or {@link #UNBOUNDED}
 * @param overflow what is done with a message too many
 * @param deadline how long a sender waits for room under {@link Overflow#BLOCK}; zero otherwise
 * @param priority the urgency of a message, the lowest first, those of the same in the order of their arrival; null for
 *     the order of arrival alone. It runs on the sender's thread.
 */
public record MailboxSpec(
        int capacity,
        Overflow overflow,
        Duration deadline,
        @Nullable ToIntFunction<Object> priority) {

    /** Highest capacity of a bounded mailbox: beyond it a backlog is a leak, not a buffer. */
    public static final int CAPACITY_MAX = 1 << 24;

    /** The capacity of a mailbox that only memory bounds. */
    public static final int UNBOUNDED = Integer.MAX_VALUE;

    /** A bounded mailbox for 1,024 messages: enough for a burst, little enough to notice a receiver that lags. */
    public static final MailboxSpec DEFAULT = bounded(1024);

    /** Refuses values that make no mailbox, naming them. */
    public MailboxSpec {
        if (capacity < 1 || (capacity > CAPACITY_MAX && capacity != UNBOUNDED)) {
            throw new IllegalArgumentException(
                    "mailbox capacity must be 1.." + CAPACITY_MAX + ", capacity=" + capacity);
        }
        if (overflow == Overflow.BLOCK != deadline.isPositive()) {
            throw new IllegalArgumentException("a mailbox has a deadline, longer than zero, if and only if its senders"
                    + " wait, overflow=" + overflow + ", deadline=" + deadline + "; use withBlocking(deadline)");
        }
        if (capacity == UNBOUNDED && overflow != Overflow.REJECT) {
            throw new IllegalArgumentException(
                    "an unbounded mailbox never overflows, so it takes no policy for that, overflow=" + overflow);
        }
        if (priority != null && overflow == Overflow.DROP_OLDEST) {
            throw new IllegalArgumentException("a priority mailbox cannot drop the oldest message: that may be its most"
                    + " urgent; use DROP_NEWEST or REJECT");
        }
    }

    /** A mailbox for at most {@code capacity} messages, which refuses more. */
    public static MailboxSpec bounded(int capacity) {
        return new MailboxSpec(capacity, Overflow.REJECT, Duration.ZERO, null);
    }

    /** A mailbox that takes everything: for actors whose senders cannot slow down and must not lose a message. */
    public static MailboxSpec unbounded() {
        return bounded(UNBOUNDED);
    }

    /**
     * A bounded mailbox that hands out the most urgent message first.
     *
     * @param urgency of a message, the lowest first; runs on the sender's thread, which gets what it throws
     */
    @SuppressWarnings("unchecked") // asked only about messages of the actor that the mailbox is for
    public static <M> MailboxSpec priority(int capacity, ToIntFunction<? super M> urgency) {
        return new MailboxSpec(capacity, Overflow.REJECT, Duration.ZERO, (ToIntFunction<Object>) urgency);
    }

    /** With this policy; {@link Overflow#BLOCK} is {@link #withBlocking}. */
    public MailboxSpec withOverflow(Overflow policy) {
        return new MailboxSpec(capacity, policy, Duration.ZERO, priority);
    }

    /** With {@link Overflow#BLOCK}: senders wait for room, at most this long. */
    public MailboxSpec withBlocking(Duration newDeadline) {
        return new MailboxSpec(capacity, Overflow.BLOCK, newDeadline, priority);
    }

    /** A new, empty mailbox of this kind. */
    public Mailbox create() {
        Mailbox mailbox;
        if (priority != null) {
            mailbox = new PriorityMailbox(capacity, priority);
        } else if (overflow == Overflow.DROP_OLDEST) {
            mailbox = new DequeMailbox(capacity);
        } else {
            mailbox = new LinkedMailbox(capacity);
        }
        return overflow == Overflow.BLOCK ? new BlockingMailbox(mailbox) : mailbox;
    }
}
