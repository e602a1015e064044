package dev.microkernel.cell;

import java.io.Serial;

/** Thrown where a blocking behaviour waits for a message and is wanted for something else first. No message is lost. */
public final class WokenException extends RuntimeException {

    @Serial
    private static final long serialVersionUID = 1L;

    WokenException() {
        super("woken while waiting for a message", null, false, false);
    }
}
