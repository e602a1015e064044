package dev.microkernel.simulation;

import dev.microkernel.system.SimulatedWorld;

/**
 * Something that happens in a run: a message from outside, a failure, a fault. Operations are drawn before the run and
 * left out one after the other when a failure is made smaller, so none may rely on another.
 *
 * @param text for people, {@code crash kitchen}
 * @param action does it, between two turns
 */
public record Operation(String text, Action action) {

    /** What an operation does. */
    @FunctionalInterface
    public interface Action {

        /** Does it. What it throws fails the run. */
        void run(SimulatedWorld world) throws Exception;
    }
}
