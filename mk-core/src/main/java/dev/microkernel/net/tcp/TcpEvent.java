package dev.microkernel.net.tcp;

import dev.microkernel.actor.ActorRef;
import dev.microkernel.net.Bytes;
import dev.microkernel.net.NetFailure;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What a connection tells its listener, in the order in which it happened. The connection is also the sender, so that a
 * behaviour can {@linkplain dev.microkernel.actor.ActorContext#reply reply}.
 */
public sealed interface TcpEvent {

    /** The connection's actor. */
    ActorRef<TcpCommand> connection();

    /** It is open. */
    record Connected(ActorRef<TcpCommand> connection, TcpInfo info) implements TcpEvent {}

    /** It could not be opened; the last event. */
    record ConnectFailed(ActorRef<TcpCommand> connection, NetFailure failure) implements TcpEvent {}

    /** The peer has sent a message, or without framing a piece of its stream, which is not empty. */
    record Received(ActorRef<TcpCommand> connection, Bytes message) implements TcpEvent {}

    /**
     * A message has been taken by the operating system; that says nothing about the peer.
     *
     * @param token the one given with it
     */
    record Written(ActorRef<TcpCommand> connection, Object token) implements TcpEvent {}

    /**
     * A message was not sent: too much waits to be written already, or its framing does not allow it, or this side has
     * ended its output.
     *
     * @param token the one given with it, or null
     */
    record WriteRefused(
            ActorRef<TcpCommand> connection, @Nullable Object token, NetFailure failure) implements TcpEvent {}

    /** After messages were refused for want of room, all that waited is written. */
    record Drained(ActorRef<TcpCommand> connection) implements TcpEvent {}

    /** The peer has ended its output; nothing more is received. */
    record InputEnded(ActorRef<TcpCommand> connection) implements TcpEvent {}

    /**
     * It was open and is closed; the last event.
     *
     * @param failure what broke it; empty if either side has closed it
     */
    record Closed(ActorRef<TcpCommand> connection, Optional<NetFailure> failure) implements TcpEvent {}
}
