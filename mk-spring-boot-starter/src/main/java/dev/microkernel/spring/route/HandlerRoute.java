package dev.microkernel.spring.route;

import dev.microkernel.net.websocket.WebSocketEvent;
import dev.microkernel.spring.ActorKey;
import dev.microkernel.spring.bean.ActorTarget;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatusCode;
import org.springframework.web.reactive.function.server.RequestPredicate;
import org.springframework.web.reactive.function.server.RouterFunction;
import org.springframework.web.reactive.function.server.ServerRequest;
import org.springframework.web.reactive.function.server.ServerResponse;
import org.springframework.web.util.pattern.PathPattern;

/**
 * One route that a method of an actor bean declares.
 *
 * @param pattern its path
 * @param method that declares it, for people
 * @param keyVariable which path variable is the key; null if there is one actor
 */
record HandlerRoute(ActorTarget actor, @Nullable String keyVariable, PathPattern pattern, String method, Form form) {

    /** What comes in by it. */
    sealed interface Form {

        /** Which. */
        RequestPredicate requests();
    }

    /**
     * Requests.
     *
     * @param requests which
     * @param timeout null for that of all routes
     * @param status null for the usual
     * @param fromBody whether the message is the body, and not made of path and query
     */
    record Http(
            RequestPredicate requests,
            Class<?> messageType,
            boolean replies,
            @Nullable Duration timeout,
            @Nullable HttpStatusCode status,
            boolean fromBody,
            MessageBinder binder)
            implements Form {}

    /**
     * Event streams.
     *
     * @param clientComponent the component of the message that is the client; null if the message itself is
     */
    record Events(
            RequestPredicate requests,
            Class<?> messageType,
            @Nullable String clientComponent,
            MessageBinder binder) implements Form {}

    /** WebSockets. */
    record WebSockets(RequestPredicate requests, List<String> subprotocols) implements Form {}

    RouterFunction<ServerResponse> add(ActorRoutes routes) {
        var builder = routes.<Object>toEach(request -> actor.reference(key(request)));
        switch (form) {
            case Http http -> add(http, builder);
            case Events events ->
                builder.events(
                        events.requests(), (request, client) -> builder.valid(subscription(events, request, client)));
            case WebSockets sockets -> {
                var settings = routes.webSocketSettings()
                        .withSubprotocols(sockets.subprotocols().toArray(String[]::new));
                builder.webSocket(pattern.getPatternString(), settings, HandlerRoute::event);
            }
        }
        return builder.build();
    }

    private static Object event(ServerRequest request, WebSocketEvent event) {
        return event;
    }

    private static void add(Http http, ActorRouteBuilder<Object> builder) {
        if (http.timeout() != null) {
            builder.timeout(http.timeout());
        }
        if (!http.replies()) {
            builder.withoutReply();
        }
        if (http.status() != null) {
            builder.status(http.status());
        }
        if (http.fromBody()) {
            builder.bodies(http.requests(), http.messageType(), (request, body) -> body);
        } else {
            builder.requests(
                    http.requests(),
                    request -> builder.valid(http.binder().bind(request, http.messageType(), Map.of())));
        }
    }

    private static Object subscription(Events events, ServerRequest request, SseClient client) {
        return events.clientComponent() == null
                ? client
                : events.binder().bind(request, events.messageType(), Map.of(events.clientComponent(), client));
    }

    private @Nullable ActorKey key(ServerRequest request) {
        return keyVariable == null ? null : new ActorKey(request.pathVariable(keyVariable));
    }
}
