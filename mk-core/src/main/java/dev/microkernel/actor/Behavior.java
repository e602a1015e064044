package dev.microkernel.actor;

/**
 * What an actor does with a message. The actor's methods are called one at a time, each seeing what the one before
 * did, so a behaviour needs no locks; it must not block, for it runs on a scheduler's worker.
 *
 * @param <M> the messages the actor takes
 */
@FunctionalInterface
public interface Behavior<M> {

    /**
     * Handles one message.
     *
     * @return what handles the next one: another behaviour, or {@link #same}, {@link #stopped} or {@link #unhandled}
     * @throws Exception a failure: the actor's supervisor decides what becomes of the actor
     */
    Behavior<M> onMessage(M message) throws Exception;

    /**
     * Handles a lifecycle event; ignores it unless overridden.
     *
     * @return as {@link #onMessage}
     * @throws Exception a failure, as in {@link #onMessage}
     */
    default Behavior<M> onSignal(Signal signal) throws Exception {
        return unhandled();
    }

    /** Go on with the present behaviour. */
    static <M> Behavior<M> same() {
        return Verdicts.as(Verdicts.SAME);
    }

    /** Stop the actor, with reason {@link ExitReason.Normal}, when its children have stopped. */
    static <M> Behavior<M> stopped() {
        return Verdicts.as(Verdicts.STOPPED);
    }

    /** Go on with the present behaviour, which has no use for this message; it is counted as unhandled. */
    static <M> Behavior<M> unhandled() {
        return Verdicts.as(Verdicts.UNHANDLED);
    }
}
