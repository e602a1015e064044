package dev.microkernel.benchmarks;

/**
 * What an actor of a work does with its messages, whichever system runs it.
 *
 * @param <R> the system's own reference to an actor
 */
interface Handler<R> {

    /** Handles one message; called one at a time. */
    void on(Object message, Self<R> self);

    /** An actor that was started by {@link Self#spawnWatched} has ended. */
    default void terminated(Self<R> self) {
        throw new IllegalStateException(
                "this handler watches nobody, handler=" + getClass().getName());
    }
}
