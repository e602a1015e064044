package dev.microkernel.spring.route;

import dev.microkernel.actor.ActorRef;
import dev.microkernel.system.ActorSystem;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.springframework.validation.Validator;
import org.springframework.web.reactive.function.server.ServerRequest;
import org.springframework.web.reactive.socket.server.WebSocketService;

/** Makes WebFlux routes that lead into mailboxes: {@code routes.to(actor).get(...).sse(...).build()}. */
public final class ActorRoutes {

    private final RouteContext context;

    /**
     * Routes to the actors that a system can reach.
     *
     * @param validator checks bodies; null for none
     * @param upgrades makes WebSockets of requests
     */
    public ActorRoutes(
            ActorSystem system, RouteSettings settings, @Nullable Validator validator, WebSocketService upgrades) {
        this.context = RouteContext.of(system, settings, validator, upgrades);
    }

    /** Routes to one actor, on this node or another. */
    public <M> ActorRouteBuilder<M> to(ActorRef<M> actor) {
        return toEach(request -> actor);
    }

    /**
     * Routes to an actor that depends on the request, by its path, say.
     *
     * @param actor finds it; what it finds wrong with the request it throws as an {@code IllegalArgumentException}, whose
     *     text the client sees with status 400
     */
    public <M> ActorRouteBuilder<M> toEach(Function<ServerRequest, ? extends ActorRef<M>> actor) {
        return new ActorRouteBuilder<>(context, actor);
    }

    /** How many connections stay now: event streams, WebSockets and uploads. */
    public int clients() {
        return context.clients().connected();
    }
}
