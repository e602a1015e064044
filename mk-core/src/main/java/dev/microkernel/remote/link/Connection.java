package dev.microkernel.remote.link;

import dev.microkernel.remote.Tls;
import dev.microkernel.wire.Frame;
import java.io.IOException;
import java.net.InetAddress;
import java.nio.ByteBuffer;

/**
 * Bytes to and from one peer: a stream, or datagrams. One strand reads and one writes, and wait where there is nothing, or no room;
 * {@link #close} may come from any thread and ends both waits.
 */
interface Connection {

    /**
     * Reads what is there, waiting for the first byte; or one datagram, waiting for it.
     *
     * @return how many bytes, or -1 at the end of the stream; 0 if the buffer has no room for all of the datagram, which stays
     */
    int read(ByteBuffer buffer) throws IOException;

    /** Writes all, waiting for room; as one datagram, if this carries them. */
    void write(ByteBuffer bytes) throws IOException;

    /** Has the peer see the end of the stream behind what was written. For the strand that writes. */
    void shutdownOutput() throws IOException;

    /** The other end, for people. */
    String address();

    /** Where the other end is. */
    InetAddress remote();

    /** Ends the connection. Idempotent. */
    void close();

    /**
     * Whether what is written at once is read at once, or not at all, and in no order: then each frame travels alone, and
     * nothing that is wrong with one says anything about the next.
     */
    default boolean carriesDatagrams() {
        return false;
    }

    /** Whether nobody but the other end can read what is written here, or write what is read. */
    default boolean isPrivate() {
        return false;
    }

    /** Whether the other end may have that name, as far as the connection knows. */
    default boolean certifies(String identity) {
        return true;
    }

    /**
     * The same connection, encrypted, for the end that was connected to.
     *
     * @param received what has been read already
     */
    default Connection encrypted(Tls tls, ByteBuffer received) throws IOException {
        throw new IOException("this connection cannot be encrypted");
    }

    /** How many times a message that came here arrives: gateways that a simulation puts in between lose and double. */
    default int copies(Frame message) {
        return 1;
    }
}
