package dev.microkernel.spring.route;

import static org.springframework.web.reactive.function.server.RequestPredicates.method;
import static org.springframework.web.reactive.function.server.RequestPredicates.path;

import dev.microkernel.actor.ActorRef;
import dev.microkernel.actor.ActorSpec;
import dev.microkernel.actor.RestartType;
import dev.microkernel.net.websocket.WebSocketEvent;
import dev.microkernel.system.ActorSystem;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpMethod;
import org.springframework.validation.Validator;
import org.springframework.web.reactive.function.server.RouterFunction;
import org.springframework.web.reactive.function.server.RouterFunctions;
import org.springframework.web.reactive.function.server.ServerRequest;
import org.springframework.web.reactive.function.server.ServerResponse;
import org.springframework.web.reactive.socket.server.WebSocketService;
import reactor.core.publisher.Mono;

/** Makes WebFlux routes that lead into mailboxes: {@code routes.to(actor).get(...).sse(...).build()}. */
public final class ActorRoutes {

    private final RouteContext context;

    /**
     * Routes to the actors that a system can reach.
     *
     * @param validator checks bodies; null for none
     * @param upgrades makes WebSockets of requests
     * @param interceptor goes around the messages by which routes ask
     */
    public ActorRoutes(
            ActorSystem system,
            RouteSettings settings,
            @Nullable Validator validator,
            WebSocketService upgrades,
            RouteInterceptor interceptor) {
        this.context = RouteContext.of(system, settings, validator, upgrades, interceptor);
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

    /** How WebSockets of this application behave, to be changed for some. */
    public WebSocketSettings webSocketSettings() {
        return WebSocketSettings.of(context.settings().webSocket());
    }

    /**
     * Answers WebSockets, each by an actor of its own.
     *
     * @param pattern as in WebFlux: {@code /chat/{room}}
     * @param session what the actor is made of; it is told all that happens to its WebSocket, as {@link
     *     ActorRouteBuilder#webSocket} says, and stopped soon after {@link WebSocketEvent.Closed}. When it stops of itself,
     *     the WebSocket is closed with 1000; when it fails, with 1011, and it is not restarted: what it knew of its client is
     *     lost, and the client is to begin anew
     */
    public RouterFunction<ServerResponse> webSocket(
            String pattern, WebSocketSettings settings, Function<ServerRequest, ActorSpec<WebSocketEvent>> session) {
        return RouterFunctions.route(
                method(HttpMethod.GET).and(path(pattern)),
                request -> Mono.just(new WebSocketExchange<>(
                                context,
                                settings,
                                WireForm.ANY,
                                request,
                                () -> start(RouteContext.make(() -> session.apply(request))))
                        .response()));
    }

    private WebSocketReceiver<WebSocketEvent> start(ActorSpec<WebSocketEvent> spec) {
        return new WebSocketReceiver<>(
                context.system().spawn(spec.withRestart(RestartType.TEMPORARY)), event -> event, true);
    }

    /**
     * Ends all connections that stay, WebSockets with 1001, and those that come yet: at shutdown, which would wait for them
     * else. Event streams end, so that browsers come again, to another instance if there is one.
     */
    public void dismissClients() {
        context.clients().dismissAll();
    }

    /** Takes connections that stay, as at first. */
    public void admitClients() {
        context.clients().admit();
    }

    /** How many connections stay now: event streams and WebSockets. */
    public int clients() {
        return context.clients().connected();
    }
}
