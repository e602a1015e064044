package dev.microkernel.wasm;

import java.io.Serial;

/** An actor was not frozen, and runs on unless it has stopped; the message says why. */
public final class FreezeException extends RuntimeException {

    @Serial
    private static final long serialVersionUID = 1L;

    FreezeException(String message) {
        super(message);
    }
}
