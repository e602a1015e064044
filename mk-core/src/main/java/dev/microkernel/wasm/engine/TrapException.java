package dev.microkernel.wasm.engine;

import java.io.Serial;

/** Guest code ran into something undefined; its instance is of no use any more. */
public final class TrapException extends RuntimeException {

    @Serial
    private static final long serialVersionUID = 1L;

    /** With what the code ran into. */
    public TrapException(String message) {
        super(message);
    }

    /** With what the code ran into, and how the engine put it. */
    public TrapException(String message, Throwable cause) {
        super(message, cause);
    }
}
