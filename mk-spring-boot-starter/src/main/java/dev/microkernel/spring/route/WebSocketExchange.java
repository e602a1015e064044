package dev.microkernel.spring.route;

import dev.microkernel.actor.ActorRef;
import dev.microkernel.net.websocket.WebSocketCommand;
import dev.microkernel.net.websocket.WebSocketEvent;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Supplier;
import org.springframework.http.HttpStatus;
import org.springframework.web.reactive.function.server.ServerRequest;
import org.springframework.web.reactive.function.server.ServerResponse;
import org.springframework.web.reactive.socket.CloseStatus;
import org.springframework.web.reactive.socket.WebSocketHandler;
import org.springframework.web.reactive.socket.WebSocketSession;
import org.springframework.web.server.ServerWebExchange;
import reactor.core.publisher.Mono;

/**
 * One WebSocket from its handshake to its end. The actor is told that it is open before the upgrade: as long as there is an
 * HTTP response, a full mailbox or a stopped actor is a status.
 *
 * @param receiver finds or starts the actor
 */
record WebSocketExchange<M>(
        RouteContext routes,
        WebSocketSettings settings,
        WireForm wireForm,
        ServerRequest request,
        Supplier<WebSocketReceiver<M>> receiver) {

    /** How long the actor may not have room for the last message before it is given up. */
    private static final Duration LAST_WORD = Duration.ofSeconds(30);

    /** How long an actor of one WebSocket may stay after it was told of the end. */
    private static final Duration LINGER = Duration.ofSeconds(5);

    ServerResponse response() {
        return new ConnectionResponse(
                HttpStatus.SWITCHING_PROTOCOLS,
                (exchange, context) -> Mono.defer(() -> {
                            WebSocketHandshake.check(
                                    exchange.getRequest(), routes.settings().allowedOrigins());
                            var found = receiver.get();
                            return upgrade(found, exchange, context)
                                    .onErrorResume(
                                            failure -> routes.writeProblem(failure, found.actor(), exchange, context));
                        })
                        .onErrorResume(failure -> routes.writeProblem(failure, exchange, context)));
    }

    /** Completes with the handshake, from which on the connection itself keeps the WebSocket open. */
    private Mono<Void> upgrade(WebSocketReceiver<M> found, ServerWebExchange exchange, ServerResponse.Context context) {
        return Mono.defer(() -> {
            var subprotocol = WebSocketHandshake.subprotocol(exchange.getRequest(), settings.subprotocols());
            var open = open(found, subprotocol, exchange, context);
            return routes.upgrades()
                    .handleRequest(WebSocketHandshake.speaking(subprotocol, exchange), open)
                    .doOnError(failure -> open.closeUnlessHandled())
                    .doOnCancel(open::closeUnlessHandled);
        });
    }

    private Open open(
            WebSocketReceiver<M> found,
            String subprotocol,
            ServerWebExchange exchange,
            ServerResponse.Context context) {
        var link = new WebSocketLink(
                settings, value -> JsonText.of(value, context), () -> Connection.cut(exchange.getRequest()));
        Clients.Client client = null;
        try {
            client = routes.clients()
                    .open(
                            "websocket",
                            wireForm.spec(
                                    "WebSocketClient",
                                    actor -> new WebSocketActor(
                                            actor,
                                            new SourceWatch(routes.system(), found.actor()),
                                            settings.clients(),
                                            link)),
                            () -> link.close(CloseStatus.GOING_AWAY));
            var open = new Open(found, link, client);
            open.begin(subprotocol);
            return open;
        } catch (RuntimeException failure) {
            if (client != null) {
                client.close();
            }
            if (found.owned()) {
                routes.system().stop(found.actor());
            }
            throw failure;
        }
    }

    /** One that the actor has been told of. */
    private final class Open implements WebSocketHandler {

        private final WebSocketReceiver<M> receiver;
        private final WebSocketLink link;
        private final Clients.Client client;
        private final ActorRef<WebSocketCommand> socket;
        private final AtomicBoolean handled = new AtomicBoolean();

        @SuppressWarnings("unchecked") // it takes anything
        private Open(WebSocketReceiver<M> receiver, WebSocketLink link, Clients.Client client) {
            this.receiver = receiver;
            this.link = link;
            this.client = client;
            this.socket = (ActorRef<WebSocketCommand>) (ActorRef<?>) client.actor();
        }

        private void begin(String subprotocol) {
            var delivery = receiver.telling(new WebSocketEvent.Opened(socket, subprotocol))
                    .get();
            switch (delivery) {
                case ACCEPTED -> {}
                case DROPPED, REFUSED_FULL, REFUSED_STOPPED -> throw new RefusedException(delivery);
            }
        }

        @Override
        public List<String> getSubProtocols() {
            return settings.subprotocols();
        }

        @Override
        public Mono<Void> handle(WebSocketSession session) {
            return Mono.defer(() -> {
                        handled.set(true);
                        return link.run(session, socket, receiver);
                    })
                    .doFinally(end -> close());
        }

        /** There was no upgrade. */
        private void closeUnlessHandled() {
            if (handled.compareAndSet(false, true)) {
                close();
            }
        }

        private void close() {
            var status = link.status();
            var last = new WebSocketEvent.Closed(
                    socket, status.getCode(), status.getReason() == null ? "" : status.getReason());
            Insistence.until(receiver.telling(last))
                    .timeout(LAST_WORD)
                    .onErrorComplete() // it has stopped, or had no room for so long: whoever watches the socket knows
                    .doFinally(end -> end())
                    .subscribe();
        }

        private void end() {
            client.close();
            if (receiver.owned()) {
                var _ = routes.system()
                        .monitor(receiver.actor())
                        .orTimeout(LINGER.toMillis(), TimeUnit.MILLISECONDS)
                        .whenComplete((ended, late) -> routes.system().stop(receiver.actor()));
            }
        }
    }
}
