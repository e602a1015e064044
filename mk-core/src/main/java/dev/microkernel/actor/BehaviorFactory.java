package dev.microkernel.actor;

/**
 * Makes an actor's first behaviour, at its start and again at every restart: state that it creates is fresh each time.
 *
 * @param <M> the messages the actor takes
 */
@FunctionalInterface
public interface BehaviorFactory<M> {

    /**
     * Makes the behaviour. Called where messages are handled, before the first one.
     *
     * @param context the actor's own, valid until it stops
     * @throws Exception the actor failed to start: its supervisor decides, as for any failure
     */
    Behavior<M> create(ActorContext<M> context) throws Exception;
}
