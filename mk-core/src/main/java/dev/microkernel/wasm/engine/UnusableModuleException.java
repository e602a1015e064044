package dev.microkernel.wasm.engine;

import java.io.Serial;

/** Bytes that are no module, or one that cannot run here; the message says what is wrong with it. */
public final class UnusableModuleException extends IllegalArgumentException {

    @Serial
    private static final long serialVersionUID = 1L;

    /** With what is wrong. */
    public UnusableModuleException(String message) {
        super(message);
    }

    /** With what is wrong, and how the engine put it. */
    public UnusableModuleException(String message, Throwable cause) {
        super(message, cause);
    }
}
