package dev.microkernel.remote;

import java.net.InetSocketAddress;

/** A socket at which other nodes can mount this one. */
public interface NodeListener extends AutoCloseable {

    /** Where it listens; with the port that the machine chose, if none was asked for. */
    InetSocketAddress address();

    /** Accepts no more nodes; those that are mounted stay. Idempotent. */
    @Override
    void close();
}
