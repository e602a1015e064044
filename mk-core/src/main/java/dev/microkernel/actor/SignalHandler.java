package dev.microkernel.actor;

/** The part of a behaviour that handles signals; see {@link Behavior#of}. */
@FunctionalInterface
public interface SignalHandler<M> {

    /**
     * Handles a lifecycle event.
     *
     * @return as {@link Behavior#onMessage}
     * @throws Exception a failure, as in {@link Behavior#onMessage}
     */
    Behavior<M> onSignal(Signal signal) throws Exception;
}
