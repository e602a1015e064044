package dev.microkernel.remote;

import java.io.Serial;

/** What an actor on another node threw, as far as that node told: class and message, and no stack. */
public final class RemoteFailureException extends RuntimeException {

    @Serial
    private static final long serialVersionUID = 1L;

    /** With what the other node said. */
    public RemoteFailureException(String text) {
        super(text, null, false, false);
    }
}
