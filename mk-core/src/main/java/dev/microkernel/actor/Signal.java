package dev.microkernel.actor;

import java.time.Duration;

/** What happens to an actor, as told to {@link Behavior#onSignal}. Signals overtake messages and are never shed. */
public sealed interface Signal {

    /** The actor failed and is about to be replaced by a fresh behaviour; the last call to the old one. */
    record PreRestart(Throwable cause) implements Signal {}

    /** The actor's children have stopped and so does the actor; the last call to its behaviour. */
    record Stopping() implements Signal {}

    /** An actor that this one watches has ended. Told once for each watch. */
    record Terminated(ActorRef<?> actor, ExitReason reason) implements Signal {}

    /** No message has come for as long as {@link ActorContext#setReceiveTimeout} says. */
    record Timeout(Duration quiet) implements Signal {}
}
