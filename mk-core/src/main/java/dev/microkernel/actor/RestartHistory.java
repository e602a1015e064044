package dev.microkernel.actor;

import java.util.List;

/**
 * What is remembered of restarts, of one child or of all children of a supervisor: an immutable value.
 *
 * @param streak how many failures in a row there were without a calm between them
 * @param lastNanos monotonic time of the last failure, if there was one
 * @param exits those that count towards an intensity, oldest first
 */
public record RestartHistory(int streak, long lastNanos, List<Event> exits) {

    /** Nothing has happened. */
    public static final RestartHistory NONE = new RestartHistory(0, 0, List.of());

    /** Copies the list. */
    public RestartHistory {
        exits = List.copyOf(exits);
    }

    /**
     * An end that led to a restart, or should have.
     *
     * @param atNanos monotonic time
     */
    public record Event(String child, ExitReason reason, long atNanos) {}
}
