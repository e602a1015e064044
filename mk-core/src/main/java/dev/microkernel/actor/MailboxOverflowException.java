package dev.microkernel.actor;

import java.io.Serial;

/** Why an actor was stopped whose mailbox overflowed under {@link dev.microkernel.mailbox.Overflow#STOP}. */
public final class MailboxOverflowException extends RuntimeException {

    @Serial
    private static final long serialVersionUID = 1L;

    /** With the actor's path and its mailbox's capacity. */
    public MailboxOverflowException(String path, int capacity) {
        super("the mailbox overflowed, and its policy is STOP, actor=" + path + ", capacity=" + capacity);
    }
}
