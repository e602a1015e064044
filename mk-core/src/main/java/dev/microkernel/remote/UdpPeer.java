package dev.microkernel.remote;

import java.net.InetSocketAddress;

/**
 * A node that is reached by UDP, as MK01 knows it: one datagram is one frame, nobody says hello, and both sides were
 * configured with who the other is. What comes from any other address is not believed.
 *
 * <p>Messages may be lost, doubled, or overtake each other, and have at most 65,479 bytes. Nothing is authenticated: so it is
 * for loopback, and for networks that {@link LinkSettings#legacyNetworks} names.
 *
 * @param local where this node receives and what it sends from; several peers may share it. Port 0 for any, for a peer that
 *     answers where it is spoken to from
 * @param remote where the peer receives and what it sends from; a name of a host is looked up when the link begins
 * @param nodeId the peer's node id, 1 to 15
 * @param identity the peer's name among nodes, 1 to 31 bytes
 */
public record UdpPeer(InetSocketAddress local, InetSocketAddress remote, int nodeId, String identity) {

    /**
     * Refuses a peer without a port.
     *
     * @throws IllegalArgumentException saying so
     */
    public UdpPeer {
        if (remote.getPort() == 0) {
            throw new IllegalArgumentException("a peer's port must be 1..65535, port=0, peer=" + identity);
        }
    }
}
