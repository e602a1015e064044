package dev.microkernel.remote;

import java.net.SocketAddress;

/**
 * A node that says no hello: both sides were configured with who the other is. MK01 knows this for Unix domain sockets,
 * with integers in the machine's order, and for TCP.
 *
 * @param address a Unix domain socket, or TCP on loopback: nothing is authenticated
 * @param nodeId the peer's node id, 1 to 15
 * @param identity the peer's name among nodes, 1 to 31 bytes
 * @param opens whether this node opens the connection; if not, it listens there for the peer
 */
public record PlainPeer(SocketAddress address, int nodeId, String identity, boolean opens) {}
