package dev.microkernel.spring.route;

import dev.microkernel.actor.ActorRef;
import dev.microkernel.system.ActorSystem;
import java.time.Duration;

/** Makes WebFlux routes that lead into mailboxes: {@code routes.to(actor).get(...).sse(...).build()}. */
public final class ActorRoutes {

    private final ActorSystem system;
    private final Duration askTimeout;
    private final RouteInterceptor interceptor;

    /**
     * Routes to the actors that a system can reach.
     *
     * @param askTimeout how long a request waits for the actor's reply
     * @param interceptor goes around the messages
     */
    public ActorRoutes(ActorSystem system, Duration askTimeout, RouteInterceptor interceptor) {
        this.interceptor = interceptor;
        this.system = system;
        this.askTimeout = askTimeout;
    }

    /** Routes to one actor, on this node or another. */
    public <M> ActorRouteBuilder<M> to(ActorRef<M> actor) {
        return new ActorRouteBuilder<>(system, actor, askTimeout, interceptor);
    }
}
