package dev.microkernel.wasm;

import java.io.Serial;

/** A module was not put in another's place, which runs on; the message says why. */
public final class ReloadException extends RuntimeException {

    @Serial
    private static final long serialVersionUID = 1L;

    ReloadException(String message) {
        super(message);
    }
}
