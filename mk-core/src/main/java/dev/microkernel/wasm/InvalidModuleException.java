package dev.microkernel.wasm;

import java.io.Serial;

/** Bytes that are no module, or one that cannot be an actor here; the message says what is wrong with it. */
public final class InvalidModuleException extends IllegalArgumentException {

    @Serial
    private static final long serialVersionUID = 1L;

    /** With what is wrong. */
    public InvalidModuleException(String message) {
        super(message);
    }

    /** With what is wrong, and how the engine put it. */
    public InvalidModuleException(String message, Throwable cause) {
        super(message, cause);
    }
}
