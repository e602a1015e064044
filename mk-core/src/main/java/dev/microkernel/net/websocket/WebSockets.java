package dev.microkernel.net.websocket;

import dev.microkernel.actor.ActorRef;
import dev.microkernel.actor.ActorSpec;
import dev.microkernel.actor.RestartType;
import dev.microkernel.net.http.Http;
import java.net.URI;

/**
 * WebSocket connections with servers (RFC 6455). A WebSocket is an actor: what it is to send, it is {@linkplain
 * WebSocketCommand told}, and what comes, it {@linkplain WebSocketEvent tells} its listener. Fragments are put together,
 * pings of the server are answered, and a server that is silent is pinged.
 *
 * <pre>{@code
 * var socket = context.spawn(
 *         WebSockets.to(http, uri, WebSocketOptions.DEFAULT, context.adapter(WebSocketEvent.class, Live::new)));
 * socket.tell(new WebSocketCommand.SendText("hello"));
 * }</pre>
 */
public final class WebSockets {

    private WebSockets() {}

    /**
     * A WebSocket. The actor stops behind {@link WebSocketEvent.Closed} or {@link WebSocketEvent.Failed}, when its listener
     * stops, or when it is stopped, which breaks the connection off and tells nobody. It is temporary. Type {@code
     * websocket}.
     *
     * @param http with whose proxy and trust
     * @param uri {@code ws} or {@code wss}
     * @param listener hears what happens
     * @throws IllegalArgumentException if the URI is another
     */
    public static ActorSpec<WebSocketCommand> to(
            Http http, URI uri, WebSocketOptions options, ActorRef<? super WebSocketEvent> listener) {
        if (!("ws".equalsIgnoreCase(uri.getScheme()) || "wss".equalsIgnoreCase(uri.getScheme()))
                || uri.getHost() == null) {
            throw new IllegalArgumentException("the URI of a WebSocket must be ws or wss with a host, uri=" + uri);
        }
        return ActorSpec.<WebSocketCommand>of(
                        context -> WebSocketConnection.open(context, http, uri, options, listener))
                .withType("websocket")
                .withRestart(RestartType.TEMPORARY);
    }
}
