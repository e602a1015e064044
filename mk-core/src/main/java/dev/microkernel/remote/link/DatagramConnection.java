package dev.microkernel.remote.link;

import dev.microkernel.dispatch.Strand;
import dev.microkernel.wire.FrameCodec;
import java.io.IOException;
import java.net.InetAddress;
import java.nio.ByteBuffer;
import java.nio.channels.AsynchronousCloseException;
import java.util.ArrayDeque;
import java.util.Objects;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * Datagrams to and from one peer. Whoever receives for several peers puts each one's datagrams here, and never waits: what
 * there is no room for is lost, as anywhere else on its way.
 */
final class DatagramConnection implements Connection {

    /** The longest datagram: what UDP over IPv4 can carry (RFC 768, RFC 791). */
    static final int LENGTH_MAX = 65_507;

    /** The longest payload of the frame in it. */
    static final int PAYLOAD_MAX = LENGTH_MAX - FrameCodec.HEADER_LENGTH;

    /** Most datagrams that wait, however short. */
    static final int WAITING_MAX = 4096;

    /** Sends one datagram to the peer. */
    @FunctionalInterface
    interface Sending {
        void send(ByteBuffer datagram) throws IOException;
    }

    private final String address;
    private final InetAddress remote;
    private final Sending sending;
    private final int bytesMax;
    private final ReentrantLock lock = new ReentrantLock();
    private final ArrayDeque<ByteBuffer> waiting = new ArrayDeque<>();
    private int bytes;
    private boolean closed;
    private @Nullable Strand reader;

    /** With room for so many bytes that came and were not read yet; one datagram always has room. */
    DatagramConnection(String address, InetAddress remote, Sending sending, int bytesMax) {
        this.address = address;
        this.remote = remote;
        this.sending = sending;
        this.bytesMax = bytesMax;
    }

    /** Takes what the peer has sent; the buffer is this connection's from now on. Whether there was room. */
    boolean offer(ByteBuffer datagram) {
        Strand waited;
        lock.lock();
        try {
            boolean full = waiting.size() == WAITING_MAX || (bytes > 0 && bytes + datagram.remaining() > bytesMax);
            if (closed || full) {
                return false;
            }
            bytes += datagram.remaining();
            waiting.add(datagram);
            waited = takeReader();
        } finally {
            lock.unlock();
        }
        wake(waited);
        return true;
    }

    @Override
    public int read(ByteBuffer buffer) throws IOException {
        while (true) {
            awaitDatagram();
            lock.lock();
            try {
                var datagram = waiting.peek();
                if (datagram == null) {
                    continue; // it was closed meanwhile
                }
                int length = datagram.remaining();
                if (length > buffer.remaining()) {
                    return 0;
                }
                waiting.remove();
                bytes -= length;
                buffer.put(datagram);
                return length;
            } finally {
                lock.unlock();
            }
        }
    }

    /** Waits until there is something to read. For the strand that reads. */
    void awaitDatagram() throws IOException {
        var self = Objects.requireNonNull(Strand.current(), "only a strand can wait for datagrams");
        while (true) {
            lock.lock();
            try {
                if (closed) {
                    throw new AsynchronousCloseException();
                }
                if (!waiting.isEmpty()) {
                    return;
                }
                reader = self;
            } finally {
                lock.unlock();
            }
            self.park();
        }
    }

    @Override
    public void write(ByteBuffer bytes) throws IOException {
        sending.send(bytes);
    }

    @Override
    public void shutdownOutput() {
        // There is nothing that the peer could see.
    }

    @Override
    public boolean carriesDatagrams() {
        return true;
    }

    @Override
    public String address() {
        return address;
    }

    @Override
    public InetAddress remote() {
        return remote;
    }

    @Override
    public void close() {
        Strand waited;
        lock.lock();
        try {
            closed = true;
            waiting.clear();
            bytes = 0;
            waited = takeReader();
        } finally {
            lock.unlock();
        }
        wake(waited);
    }

    private @Nullable Strand takeReader() {
        var waited = reader;
        reader = null;
        return waited;
    }

    private static void wake(@Nullable Strand strand) {
        if (strand != null) {
            strand.unpark();
        }
    }
}
