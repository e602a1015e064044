package dev.microkernel.actor;

import java.io.Serial;
import org.jspecify.annotations.Nullable;

/** Why an ask got no reply. */
public final class AskException extends RuntimeException {

    @Serial
    private static final long serialVersionUID = 1L;

    /** The kinds of failure. */
    public enum Kind {
        /** The receiver's mailbox or the link to its node is full. */
        REFUSED_FULL,
        /** The receiver has stopped, before it took the message or while the message waited. */
        REFUSED_STOPPED,
        /** The receiver failed while it handled the message; the cause is its exception. */
        RECEIVER_FAILED,
        /** The reply is not of the class that was asked for. */
        WRONG_REPLY,
        /** No reply came in time. */
        TIMEOUT
    }

    private final Kind kind;

    /** With the text that {@link #getMessage} gives and, for {@link Kind#RECEIVER_FAILED}, the cause. */
    public AskException(Kind kind, String message, @Nullable Throwable cause) {
        super(message, cause);
        this.kind = kind;
    }

    /** Which kind of failure it is. */
    public Kind kind() {
        return kind;
    }
}
