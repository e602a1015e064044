package dev.microkernel.actor;

import java.io.Serial;

/** The failure of a supervisor that gave up: its children failed more often than it may bear. */
public final class SupervisionException extends RuntimeException {

    @Serial
    private static final long serialVersionUID = 1L;

    /** With what was exceeded, and the last child's failure as cause. */
    public SupervisionException(String message, Throwable cause) {
        super(message, cause);
    }
}
