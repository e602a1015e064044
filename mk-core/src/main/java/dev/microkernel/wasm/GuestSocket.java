package dev.microkernel.wasm;

import dev.microkernel.actor.ActorContext;
import dev.microkernel.actor.ActorRef;
import dev.microkernel.actor.ActorSpec;
import dev.microkernel.actor.Behavior;
import dev.microkernel.actor.RestartType;
import dev.microkernel.codec.MessageCodec;
import dev.microkernel.codec.WireMessage;
import dev.microkernel.mailbox.Delivery;
import dev.microkernel.net.Bytes;
import dev.microkernel.net.http.Http;
import dev.microkernel.net.http.HttpOptions;
import dev.microkernel.net.sse.Sse;
import dev.microkernel.net.sse.SseCommand;
import dev.microkernel.net.sse.SseEvent;
import dev.microkernel.net.sse.SseOptions;
import dev.microkernel.net.websocket.WebSocketCommand;
import dev.microkernel.net.websocket.WebSocketEvent;
import dev.microkernel.net.websocket.WebSocketOptions;
import dev.microkernel.net.websocket.WebSockets;
import java.net.URI;
import java.net.http.HttpRequest;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * A stream of events, or a WebSocket, of a guest: a child of the guest's actor, between it and the actor of the network. What
 * comes, one thing at a time, becomes a message to the guest, and is kept until there is room for it; the next is asked for
 * then. What a WebSocket is sent, the guest sends to this actor.
 */
final class GuestSocket implements Behavior<Object> {

    /** Behind the type that the guest has chosen: bytes, for a WebSocket; and the end, with the reason as text. */
    static final int BINARY = 1;

    static final int ENDED = 2;

    /** What the guest sends: a text, bytes, or the wish to close. */
    static final int SEND_TEXT = 1;

    static final int SEND_BINARY = 2;
    static final int CLOSE = 8;

    private static final Duration ROOM_PAUSE = Duration.ofMillis(10);

    /** Says that it is time to offer again what there was no room for. */
    private record Again() {}

    /** What guests share: made when the first one needs it. */
    private static final class Shared {
        static final Http HTTP = Http.of(HttpOptions.DEFAULT);
    }

    private final ActorContext<Object> context;
    private final ActorRef<Object> guest;
    private final int type;
    private final boolean isWebSocket;
    private final ActorRef<?> stream;

    /** What the guest had no room for. */
    private @Nullable WireMessage waiting;

    private boolean ended;

    private GuestSocket(ActorContext<Object> context, URI uri, int type, GrantedHosts grant, ActorRef<Object> guest) {
        this.context = context;
        this.guest = guest;
        this.type = type;
        this.isWebSocket = uri.getScheme().toLowerCase(Locale.ROOT).startsWith("ws");
        this.stream = isWebSocket ? webSocket(uri, grant) : events(uri, grant);
    }

    private ActorRef<WebSocketCommand> webSocket(URI uri, GrantedHosts grant) {
        var options = WebSocketOptions.DEFAULT.withGrant(grant).withDemand(1);
        return context.spawn(WebSockets.to(Shared.HTTP, uri, options, context.self()));
    }

    private ActorRef<SseCommand> events(URI uri, GrantedHosts grant) {
        var options = SseOptions.DEFAULT.withGrant(grant).withDemand(1);
        var request = HttpRequest.newBuilder(uri).build();
        return context.spawn(Sse.source(Shared.HTTP, request, options, context.self()));
    }

    /**
     * The actor.
     *
     * @param type of the messages to the guest
     */
    static ActorSpec<Object> spec(URI uri, int type, GrantedHosts grant, ActorRef<Object> guest) {
        return ActorSpec.<Object>of(context -> new GuestSocket(context, uri, type, grant, guest))
                .withType("guest-socket")
                .withCodec(MessageCodec.RAW)
                .withRestart(RestartType.TEMPORARY);
    }

    @Override
    public Behavior<Object> onMessage(Object message) {
        return switch (message) {
            case Again again -> offerAgain();
            case SseEvent event -> onEvent(event);
            case WebSocketEvent event -> onEvent(event);
            case WireMessage wish when context.sender().equals(guest) -> onWish(wish);
            default -> Behavior.unhandled();
        };
    }

    private Behavior<Object> onEvent(SseEvent event) {
        return switch (event) {
            case SseEvent.Received(var source, var received) ->
                deliver(0, received.type() + "\n" + received.id() + "\n" + received.data());
            case SseEvent.Failed(var source, var failure) -> end(failure.message());
            case SseEvent.Opened opened -> Behavior.same();
            case SseEvent.Reconnecting trouble -> Behavior.same();
        };
    }

    private Behavior<Object> onEvent(WebSocketEvent event) {
        return switch (event) {
            case WebSocketEvent.Text(var socket, var text) -> deliver(0, text);
            case WebSocketEvent.Binary(var socket, var bytes) ->
                deliver(new WireMessage(type + BINARY, bytes.toArray()));
            case WebSocketEvent.Closed(var socket, var code, var reason) -> end(code + " " + reason);
            case WebSocketEvent.Failed(var socket, var failure) -> end(failure.message());
            case WebSocketEvent.SendRefused(var socket, var refused, var failure) -> {
                context.log().warn("A guest's WebSocket has no room to send: {}", failure.message());
                yield Behavior.same();
            }
            case WebSocketEvent.Opened opened -> Behavior.same();
            case WebSocketEvent.Pong pong -> Behavior.same();
            case WebSocketEvent.Reconnecting trouble -> Behavior.same();
        };
    }

    private Behavior<Object> end(String why) {
        ended = true;
        return deliver(ENDED, why);
    }

    private Behavior<Object> deliver(int offset, String text) {
        return deliver(new WireMessage(type + offset, text.getBytes(StandardCharsets.UTF_8)));
    }

    private Behavior<Object> deliver(WireMessage message) {
        if (guest.tell(message, context.self()) == Delivery.REFUSED_FULL) {
            waiting = message;
            context.startTimer("again", new Again(), ROOM_PAUSE);
            return Behavior.same();
        }
        waiting = null;
        if (ended) {
            return Behavior.stopped();
        }
        demand();
        return Behavior.same();
    }

    private Behavior<Object> offerAgain() {
        var message = waiting;
        return message == null ? Behavior.same() : deliver(message);
    }

    @SuppressWarnings("unchecked") // it was made by what it is
    private void demand() {
        if (isWebSocket) {
            ((ActorRef<WebSocketCommand>) stream).tell(new WebSocketCommand.Demand(1));
        } else {
            ((ActorRef<SseCommand>) stream).tell(new SseCommand.Demand(1));
        }
    }

    @SuppressWarnings("unchecked") // as above
    private Behavior<Object> onWish(WireMessage wish) {
        if (!isWebSocket) {
            return Behavior.unhandled();
        }
        var socket = (ActorRef<WebSocketCommand>) stream;
        switch (wish.type()) {
            case SEND_TEXT ->
                socket.tell(new WebSocketCommand.SendText(new String(wish.payload(), StandardCharsets.UTF_8)));
            case SEND_BINARY -> socket.tell(new WebSocketCommand.SendBinary(Bytes.of(wish.payload())));
            case CLOSE -> socket.tell(new WebSocketCommand.Close());
            default -> {
                return Behavior.unhandled();
            }
        }
        return Behavior.same();
    }
}
