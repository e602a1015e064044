package dev.microkernel.spring.route;

import dev.microkernel.codec.WireMessage;
import dev.microkernel.net.Bytes;
import dev.microkernel.net.websocket.WebSocketCommand.Ping;
import dev.microkernel.net.websocket.WebSocketCommand.SendBinary;
import dev.microkernel.net.websocket.WebSocketCommand.SendText;
import java.util.function.Function;
import org.springframework.web.reactive.socket.WebSocketMessage;
import org.springframework.web.reactive.socket.WebSocketSession;

/**
 * What goes out to a WebSocket's client.
 *
 * @param key what makes two the same to a client that gets the newest of each only
 */
record OutgoingFrame(Object key, WebSocketMessage.Type type, Object content) {

    /** What comes back to it is not the actor's. */
    static final Bytes HEARTBEAT_PAYLOAD = Bytes.utf8("mk-alive");

    static final OutgoingFrame HEARTBEAT =
            new OutgoingFrame(HEARTBEAT_PAYLOAD, WebSocketMessage.Type.PING, HEARTBEAT_PAYLOAD.toArray());

    /**
     * What an actor has sent, as a frame: texts and bytes as they are, anything else as JSON.
     *
     * @param json writes JSON
     */
    static OutgoingFrame of(Object message, Function<Object, String> json) {
        return switch (message) {
            case SendText send -> text(SendText.class, send.text());
            case SendBinary send -> binary(send.bytes().toArray());
            case Ping ping ->
                new OutgoingFrame(
                        Ping.class, WebSocketMessage.Type.PING, ping.payload().toArray());
            case CharSequence text -> text(SendText.class, text.toString());
            case byte[] bytes -> binary(bytes);
            case Bytes bytes -> binary(bytes.toArray());
            case WireMessage wire -> new OutgoingFrame(wire.type(), WebSocketMessage.Type.BINARY, wire.payload());
            default -> text(message.getClass(), json.apply(message));
        };
    }

    private static OutgoingFrame text(Object key, String text) {
        return new OutgoingFrame(key, WebSocketMessage.Type.TEXT, text);
    }

    private static OutgoingFrame binary(byte[] bytes) {
        return new OutgoingFrame(SendBinary.class, WebSocketMessage.Type.BINARY, bytes);
    }

    WebSocketMessage of(WebSocketSession session) {
        return content instanceof byte[] bytes
                ? new WebSocketMessage(type, session.bufferFactory().wrap(bytes))
                : session.textMessage((String) content);
    }
}
