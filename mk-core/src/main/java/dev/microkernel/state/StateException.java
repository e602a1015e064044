package dev.microkernel.state;

import java.io.Serial;

/** What a store could not do, and why: it is closed, in use elsewhere, damaged, or its medium has failed. */
public sealed class StateException extends RuntimeException permits StateLimitException {

    @Serial
    private static final long serialVersionUID = 1L;

    /** With the rule, the value, and what to do. */
    public StateException(String message) {
        super(message);
    }

    /** With the rule, the value, what to do, and what went wrong below. */
    public StateException(String message, Throwable cause) {
        super(message, cause);
    }
}
