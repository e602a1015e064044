package dev.microkernel.remote;

import java.io.Serial;
import org.jspecify.annotations.Nullable;

/** Why another node could not be mounted, or this one cannot be. */
public final class MountException extends RuntimeException {

    @Serial
    private static final long serialVersionUID = 1L;

    /** With the rule, the value and the next step. */
    public MountException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
