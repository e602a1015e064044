package dev.microkernel.actor;

/**
 * An actor written as straight-line code, on a virtual thread of its own: it takes messages when it wants them, and may
 * wait. It ends when the code returns or throws, and is supervised like any other; see {@link ActorSpec#process}.
 *
 * @param <M> the messages the actor takes
 */
@FunctionalInterface
@SuppressWarnings("AvoidCommonTypeNames") // Erlang's word for it; a lambda for ActorSpec.process needs no import
public interface Process<M> {

    /**
     * Runs the actor's life.
     *
     * @param self what the process can do; valid on this thread until it returns
     * @throws InterruptedException the process was told to stop while it waited
     * @throws Exception a failure: the actor's supervisor decides
     */
    void run(ProcessContext<M> self) throws Exception;
}
