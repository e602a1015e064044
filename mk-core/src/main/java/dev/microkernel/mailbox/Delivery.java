package dev.microkernel.mailbox;

/** What became of a message at the moment it was sent. What is not accepted is a dead letter with the same reason. */
public enum Delivery {
    /** The mailbox, or the link to the receiver's node, has taken it. */
    ACCEPTED,
    /** The mailbox, or the link's outbound queue, is full. Trying again later may succeed. */
    REFUSED_FULL,
    /** The receiver has stopped or its node is gone. Trying again is in vain. */
    REFUSED_STOPPED,
    /** The mailbox is full, and its policy sheds what does not fit: there is nothing for the sender to do. */
    DROPPED
}
