package dev.microkernel.actor;

import java.io.Serial;

/** Fails the actor that throws it for a reason of its own (OTP: {@code exit(Reason)}). */
public final class ExitException extends RuntimeException {

    @Serial
    private static final long serialVersionUID = 1L;

    private final transient ExitReason reason;

    /** With what supervisor and watchers are to learn. */
    public ExitException(ExitReason reason) {
        super(reason.toString());
        this.reason = reason;
    }

    /** What supervisor and watchers learn. */
    public ExitReason reason() {
        return reason;
    }
}
