package dev.microkernel.remote;

import java.net.SocketAddress;
import java.util.List;
import java.util.Optional;

/** A peer that this node mounts, and mounts again whenever the link is lost. All methods may be called from any thread. */
public interface Mount extends AutoCloseable {

    /** Where the peer may be found, tried in this order. */
    List<SocketAddress> addresses();

    /** The peer, if it is connected now. */
    Optional<PeerInfo> peer();

    /** Why the last attempt failed, or the last link ended; empty before the first of them. */
    Optional<String> lastError();

    /** Stops trying, and ends the link. Idempotent. */
    @Override
    void close();
}
