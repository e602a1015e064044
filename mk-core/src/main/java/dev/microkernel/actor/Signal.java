package dev.microkernel.actor;

import java.time.Duration;

/** What happens to an actor, as told to {@link Behavior#onSignal}. Signals overtake messages and are never shed. */
public sealed interface Signal {

    /**
     * The actor is about to begin afresh; the last call to the old behaviour, which may {@linkplain
     * ActorContext#carryOver carry something over}.
     *
     * @param reason why its life ended; {@link ExitReason.Stopped} if it was healthy and is restarted with others
     */
    record PreRestart(ExitReason reason) implements Signal {}

    /** The actor's children have stopped and so does the actor; the last call to its behaviour. */
    record Stopping() implements Signal {}

    /** A child's life has ended by its own doing; its supervisor, this actor, acts upon it next. */
    record ChildFailed(ActorRef<?> child, ExitReason reason) implements Signal {}

    /** An actor that this one watches has ended. Told once for each watch. */
    record Terminated(ActorRef<?> actor, ExitReason reason) implements Signal {}

    /** No message has come for as long as {@link ActorContext#setReceiveTimeout} says. */
    record Timeout(Duration quiet) implements Signal {}
}
