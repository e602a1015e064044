package dev.microkernel.actor;

/**
 * What an actor does with a message. The actor's methods are called one at a time, each seeing what the one before
 * did, so a behaviour needs no locks; it must not block, for it runs on a scheduler's worker.
 *
 * <p>A lambda is a behaviour without signals; a class that implements this may hear them, and so does a lambda by
 * {@link #of}. A behaviour becomes another one by returning it.
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

    /**
     * A behaviour of two functions.
     *
     * @param messages handles messages
     * @param signals handles signals
     */
    static <M> Behavior<M> of(Behavior<M> messages, SignalHandler<M> signals) {
        return new Behavior<>() {
            @Override
            public Behavior<M> onMessage(M message) throws Exception {
                return messages.onMessage(message);
            }

            @Override
            public Behavior<M> onSignal(Signal signal) throws Exception {
                return signals.onSignal(signal);
            }
        };
    }

    /** Go on with the present behaviour. */
    static <M> Behavior<M> same() {
        return Verdicts.as(Verdicts.SAME);
    }

    /**
     * Stop the actor, with reason {@link ExitReason.Normal}, when its children have stopped. One that is {@linkplain
     * RestartType#PERMANENT permanent} is started afresh instead.
     */
    static <M> Behavior<M> stopped() {
        return Verdicts.as(Verdicts.STOPPED);
    }

    /**
     * Stop the actor for a reason that its watchers learn, when its children have stopped. An {@linkplain
     * ExitReason#isAbnormal abnormal} reason is a failure like any other: the supervisor may start the actor afresh.
     */
    static <M> Behavior<M> stopped(ExitReason reason) {
        return new StopBehavior<>(reason);
    }

    /** Go on with the present behaviour, which has no use for this message; it is counted as unhandled. */
    static <M> Behavior<M> unhandled() {
        return Verdicts.as(Verdicts.UNHANDLED);
    }
}
