package dev.microkernel.actor;

/**
 * What an actor does with messages that take long: the calls are made away from the scheduler's workers, on a thread that
 * the actor has only while a call lasts. They come one at a time, each seeing what the one before did. An actor that waits
 * for messages costs no thread; one that is told to stop is interrupted.
 *
 * <p>Where a {@link Process} is one piece of code from start to end, this is called for every message, as a {@link
 * Behavior} is. Made afresh for every life of the actor.
 *
 * @param <M> the messages the actor takes
 */
public interface BlockingBehavior<M> {

    /**
     * Called before the first message.
     *
     * @throws Exception the actor failed to start: its supervisor decides, as for any failure
     */
    default void onStart(ProcessContext<M> context) throws Exception {}

    /**
     * Handles one message.
     *
     * @param context for this call only; with it, the call may receive further messages itself
     * @return whether the actor goes on; if not, it stops with reason {@link ExitReason.Normal}
     * @throws Exception a failure: the supervisor decides
     */
    boolean onMessage(M message, ProcessContext<M> context) throws Exception;

    /**
     * Called between two messages when the runtime has something for the behaviour, before those that wait.
     *
     * @throws Exception a failure: the supervisor decides
     */
    default void onWake(ProcessContext<M> context) throws Exception {}

    /**
     * Whether the next call may wait, and so is made on a virtual thread; if not, it gets a thread of a pool that has
     * several for each core, which it ought to keep busy. Asked in the actor's turn.
     */
    default boolean mayWait() {
        return true;
    }
}
