package dev.microkernel.wasm.engine;

import java.io.Serial;

/** Thrown by a host function to end the guest for a reason that the host knows: it passes through the guest's code. */
public abstract class GuestExitException extends RuntimeException {

    @Serial
    private static final long serialVersionUID = 1L;

    /** With a text for people, and no stack: it is the guest's. */
    protected GuestExitException(String message) {
        super(message, null, false, false);
    }
}
