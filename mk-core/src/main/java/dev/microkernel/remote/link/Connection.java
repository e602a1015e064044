package dev.microkernel.remote.link;

import java.io.IOException;
import java.nio.ByteBuffer;

/**
 * A stream of bytes to and from one peer. One strand reads and one writes, and wait where there is nothing, or no room;
 * {@link #close} may come from any thread and ends both waits.
 */
interface Connection {

    /**
     * Reads what is there, waiting for the first byte.
     *
     * @return how many bytes, or -1 at the end of the stream
     */
    int read(ByteBuffer buffer) throws IOException;

    /** Writes all, waiting for room. The simulated network takes what is written at once as whole frames. */
    void write(ByteBuffer bytes) throws IOException;

    /** The other end, for people. */
    String address();

    /** Ends the connection. Idempotent. */
    void close();
}
