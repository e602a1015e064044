package dev.microkernel.actor;

/**
 * The answer of {@link Behavior#stopped(ExitReason)}: like the other marks it is looked at and never called.
 *
 * @param reason why the actor stops
 */
public record StopBehavior<M>(ExitReason reason) implements Behavior<M> {

    @Override
    public Behavior<M> onMessage(M message) {
        throw new IllegalStateException("Behavior.stopped(reason) is an answer, not a behaviour");
    }
}
