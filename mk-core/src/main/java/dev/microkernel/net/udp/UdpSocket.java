package dev.microkernel.net.udp;

import dev.microkernel.actor.ActorRef;
import dev.microkernel.actor.ActorSpec;
import dev.microkernel.actor.RestartType;
import java.net.InetSocketAddress;

/**
 * UDP sockets. A socket is an actor: what it is to send, it is {@linkplain UdpCommand told}, and what comes, it
 * {@linkplain UdpEvent tells} its listener. While the listener's mailbox is full nothing is read, and the operating
 * system drops what does not fit into its buffer.
 */
public final class UdpSocket {

    private UdpSocket() {}

    /**
     * A socket. The actor stops behind {@link UdpEvent.BindFailed} or {@link UdpEvent.Closed}, when its listener stops, or
     * when it is stopped, which tells nobody. It is temporary. Type {@code udp}.
     *
     * @param local where to receive; port 0 for any
     * @param listener hears what happens
     */
    public static ActorSpec<UdpCommand> at(
            InetSocketAddress local, UdpOptions options, ActorRef<? super UdpEvent> listener) {
        return ActorSpec.<UdpCommand>of(context -> Socket.open(context, local, options, listener))
                .withType("udp")
                .withRestart(RestartType.TEMPORARY);
    }
}
