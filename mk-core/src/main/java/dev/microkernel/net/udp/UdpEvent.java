package dev.microkernel.net.udp;

import dev.microkernel.actor.ActorRef;
import dev.microkernel.net.Bytes;
import dev.microkernel.net.NetFailure;
import java.net.InetSocketAddress;

/** What a UDP socket tells its listener. The socket's actor is also the sender. */
public sealed interface UdpEvent {

    /** The socket's actor. */
    ActorRef<UdpCommand> socket();

    /** It is bound to an address, with its real port. */
    record Bound(ActorRef<UdpCommand> socket, InetSocketAddress local) implements UdpEvent {}

    /** It could not be bound, or a group not be joined; the last event. */
    record BindFailed(ActorRef<UdpCommand> socket, NetFailure failure) implements UdpEvent {}

    /**
     * A datagram has come. Anybody can claim to be its sender.
     *
     * @param dropped how many longer than allowed were dropped before it, since the last event
     */
    record Received(ActorRef<UdpCommand> socket, InetSocketAddress from, Bytes datagram, int dropped)
            implements UdpEvent {}

    /** A datagram was not sent; if too many wait, or the operating system refused it. */
    record SendFailed(ActorRef<UdpCommand> socket, InetSocketAddress to, NetFailure failure) implements UdpEvent {}

    /** The socket broke; the last event. */
    record Closed(ActorRef<UdpCommand> socket, NetFailure failure) implements UdpEvent {}
}
