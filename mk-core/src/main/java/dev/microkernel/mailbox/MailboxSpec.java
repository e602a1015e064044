package dev.microkernel.mailbox;

/**
 * What kind of mailbox an actor gets: a bounded one that refuses what does not fit.
 *
 * @param capacity most messages that may wait, 1 to {@value #CAPACITY_MAX}
 */
public record MailboxSpec(int capacity) {

    /** Highest capacity: beyond it a backlog is a leak, not a buffer. */
    public static final int CAPACITY_MAX = 1 << 24;

    /** A bounded mailbox for 1,024 messages: enough for a burst, little enough to notice a receiver that lags. */
    public static final MailboxSpec DEFAULT = new MailboxSpec(1024);

    /** Refuses a capacity out of range, naming it. */
    public MailboxSpec {
        if (capacity < 1 || capacity > CAPACITY_MAX) {
            throw new IllegalArgumentException(
                    "mailbox capacity must be 1.." + CAPACITY_MAX + ", capacity=" + capacity);
        }
    }

    /** A mailbox for at most {@code capacity} messages. */
    public static MailboxSpec bounded(int capacity) {
        return new MailboxSpec(capacity);
    }

    /** A new, empty mailbox of this kind. */
    public Mailbox create() {
        return new LinkedMailbox(capacity);
    }
}
