package dev.microkernel.actor;

import java.io.Serial;

/** What an actor fails with when an actor that it is {@linkplain ActorContext#link linked} with ended abnormally. */
public final class LinkedActorException extends RuntimeException {

    @Serial
    private static final long serialVersionUID = 1L;

    private final transient ExitReason reason;

    /** With the path of the actor that ended, and why. */
    public LinkedActorException(String path, ExitReason reason) {
        super("linked with " + path + ", which ended: " + reason);
        this.reason = reason;
    }

    /** Why the linked actor ended. */
    public ExitReason reason() {
        return reason;
    }
}
