package dev.microkernel.state;

import java.io.Serial;

/** A save that a {@link StateLimits limit} refused; the text names the limit, the value and the owner. */
public final class StateLimitException extends StateException {

    @Serial
    private static final long serialVersionUID = 1L;

    /** With the limit, the value and the owner. */
    public StateLimitException(String message) {
        super(message);
    }
}
