package dev.microkernel.spring.observation;

import dev.microkernel.actor.ActorRef;
import io.micrometer.observation.Observation;

/** A message by which a route asks an actor. */
public final class ActorRouteContext extends Observation.Context {

    private final ActorRef<?> actor;
    private final Object message;
    private volatile boolean cancelled;

    /** For one message. */
    public ActorRouteContext(ActorRef<?> actor, Object message) {
        this.actor = actor;
        this.message = message;
    }

    /** Who is asked. */
    public ActorRef<?> actor() {
        return actor;
    }

    /** What is asked. */
    public Object message() {
        return message;
    }

    /** Whether the client went before there was a reply. */
    public boolean isCancelled() {
        return cancelled;
    }

    void cancelled() {
        cancelled = true;
    }
}
