package dev.microkernel.wasm.engine;

import java.io.Serial;

/** The thread was interrupted while guest code ran on it, or waited. */
public final class InterruptedGuestException extends RuntimeException {

    @Serial
    private static final long serialVersionUID = 1L;

    /** Without a cause. */
    public InterruptedGuestException() {
        super("the guest was interrupted");
    }
}
