package dev.microkernel.net.tcp;

import java.io.IOException;
import java.nio.ByteBuffer;

/**
 * A stream of bytes to and from a peer. One thread reads and one writes, and wait; {@link #close} may come from any
 * thread and ends both waits.
 */
interface ByteStream {

    /**
     * Reads what is there, waiting for the first byte.
     *
     * @return how many bytes, or -1 at the end of the peer's output
     */
    int read(ByteBuffer buffer) throws IOException;

    /** Writes some of the buffer, at least one byte, waiting for room. */
    void write(ByteBuffer bytes) throws IOException;

    /** Tells the peer that nothing more will come. */
    void finishOutput() throws IOException;

    /** Ends the connection. Idempotent. */
    void close();

    /** What is known about it. */
    TcpInfo info();
}
