package dev.microkernel.spring;

import java.io.Serial;

/** An {@link Actor} class that cannot be an actor; the application does not start. */
public final class ActorDefinitionException extends RuntimeException {

    @Serial
    private static final long serialVersionUID = 1L;

    private final String action;

    /** With what is wrong, and what to change. */
    public ActorDefinitionException(String description, String action) {
        super(description);
        this.action = action;
    }

    /** What to change. */
    public String action() {
        return action;
    }
}
