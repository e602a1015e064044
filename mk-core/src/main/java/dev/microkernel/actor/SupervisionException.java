package dev.microkernel.actor;

import java.io.Serial;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The failure of a supervisor that gave up: its children failed more often than it may bear. */
public final class SupervisionException extends RuntimeException {

    @Serial
    private static final long serialVersionUID = 1L;

    private final transient List<RestartHistory.Event> history;

    /**
     * With what was exceeded.
     *
     * @param history the ends that counted, oldest first
     * @param cause what the last child failed with, or null
     */
    public SupervisionException(String message, List<RestartHistory.Event> history, @Nullable Throwable cause) {
        super(message, cause);
        this.history = List.copyOf(history);
    }

    /** The ends that counted, oldest first. */
    public List<RestartHistory.Event> history() {
        return history;
    }
}
