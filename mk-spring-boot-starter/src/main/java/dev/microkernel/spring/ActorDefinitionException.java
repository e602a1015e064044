package dev.microkernel.spring;

import java.io.Serial;

/** A declaration of an {@link Actor}, or of what belongs to it, that cannot work; the application does not start. */
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
