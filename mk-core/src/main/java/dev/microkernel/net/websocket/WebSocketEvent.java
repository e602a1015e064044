package dev.microkernel.net.websocket;

import dev.microkernel.actor.ActorRef;
import dev.microkernel.net.Bytes;
import dev.microkernel.net.NetFailure;
import java.time.Duration;

/** What a WebSocket tells its listener, in order. Its actor is also the sender. */
public sealed interface WebSocketEvent {

    /** The WebSocket's actor. */
    ActorRef<WebSocketCommand> socket();

    /**
     * It is open, for the first time or again.
     *
     * @param subprotocol the one that the server has chosen; empty if none
     */
    record Opened(ActorRef<WebSocketCommand> socket, String subprotocol) implements WebSocketEvent {}

    /** A text has come, whole. */
    record Text(ActorRef<WebSocketCommand> socket, String text) implements WebSocketEvent {}

    /** Bytes have come, whole. */
    record Binary(ActorRef<WebSocketCommand> socket, Bytes bytes) implements WebSocketEvent {}

    /** The server has answered a ping that the listener had sent. */
    record Pong(ActorRef<WebSocketCommand> socket, Bytes payload) implements WebSocketEvent {}

    /** There was no room for what was to be sent. */
    record SendRefused(ActorRef<WebSocketCommand> socket, WebSocketCommand.Outgoing refused, NetFailure failure)
            implements WebSocketEvent {}

    /** The connection is lost, or was not had, and will be tried again. */
    record Reconnecting(ActorRef<WebSocketCommand> socket, NetFailure failure, Duration delay)
            implements WebSocketEvent {}

    /**
     * Either side has closed it; the last event. The server's code decides whether it is tried again: it is behind 1001
     * (going away), 1006 (lost), 1011 to 1014 (the server's trouble), if the options say so.
     *
     * @param code the server's; 1005 if it said none
     * @param reason the server's, for people
     */
    record Closed(ActorRef<WebSocketCommand> socket, int code, String reason) implements WebSocketEvent {}

    /** It is given up; the last event. */
    record Failed(ActorRef<WebSocketCommand> socket, NetFailure failure) implements WebSocketEvent {}
}
