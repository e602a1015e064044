package dev.microkernel.net.feed;

import dev.microkernel.actor.ActorContext;
import dev.microkernel.actor.ActorRef;
import dev.microkernel.actor.Behavior;
import dev.microkernel.actor.Signal;
import java.util.concurrent.CompletableFuture;

/**
 * An actor that stands for something outside whose events go to a listener. It stops when there is nothing more to come,
 * and when the listener has stopped; and whatever stops it, it lets go of what it stands for.
 *
 * @param <C> its commands
 */
public abstract class SourceActor<C> implements Behavior<C> {

    /**
     * Begins to watch, from the actor's factory.
     *
     * @param over completes when there is nothing more to come, exceptionally if that is a fault of the runtime
     * @param ended what the actor is told then; it must stop
     */
    protected final void begin(
            ActorContext<C> context, ActorRef<?> listener, CompletableFuture<Boolean> over, C ended) {
        context.watch(listener);
        context.pipe(over, done -> ended, bug -> {
            throw new IllegalStateException("a thread of the network failed", bug);
        });
    }

    /** Lets go, at once and without an event. */
    protected abstract void release();

    @Override
    public final Behavior<C> onSignal(Signal signal) {
        switch (signal) {
            case Signal.Stopping stopping -> release();
            case Signal.PreRestart restart -> release();
            case Signal.Terminated listener -> {
                return Behavior.stopped();
            }
            default -> {}
        }
        return Behavior.same();
    }
}
