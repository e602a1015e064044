package dev.microkernel.net.udp;

import dev.microkernel.net.Bytes;
import java.net.InetSocketAddress;

/** What a UDP socket's actor is told. To close it, stop it. */
public sealed interface UdpCommand permits UdpCommand.Send, UdpCommand.Demand, Ended {

    /**
     * Send a datagram. That it was sent says nothing about whether it arrives; one that is not sent is answered by {@link
     * UdpEvent.SendFailed}.
     *
     * @param to not {@linkplain InetSocketAddress#isUnresolved unresolved}; look the name up by {@code Dns}
     * @param datagram up to 65,507 bytes by IPv4; little enough to go unfragmented is 1,200
     */
    record Send(InetSocketAddress to, Bytes datagram) implements UdpCommand {

        /** Refuses a name. */
        public Send {
            if (to.isUnresolved()) {
                throw new IllegalArgumentException(
                        "a datagram needs an address, not a name; look it up first, to=" + to);
            }
        }
    }

    /**
     * Deliver so many more datagrams, of a socket with {@linkplain UdpOptions#demand explicit demand}.
     *
     * @param datagrams 1 or more
     */
    record Demand(int datagrams) implements UdpCommand {

        /** Refuses what is no demand. */
        public Demand {
            if (datagrams < 1) {
                throw new IllegalArgumentException("demand must be 1 or more, datagrams=" + datagrams);
            }
        }
    }
}
