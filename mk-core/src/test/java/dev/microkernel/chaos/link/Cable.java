package dev.microkernel.chaos.link;

import java.io.Closeable;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.util.ArrayList;
import java.util.List;

/**
 * What one node mounts another through: a port on loopback whose connections go on to another one, until they are cut or
 * stalled. Bytes that it has read and not passed on are lost with a cut, as those in a network are.
 */
final class Cable implements AutoCloseable {

    private static final int PIECE = 8 * 1024;

    private final ServerSocketChannel server;
    private final List<SocketChannel> ends = new ArrayList<>();
    private InetSocketAddress target;
    private boolean stalled;
    private boolean closed;

    Cable(InetSocketAddress target) throws IOException {
        this.target = target;
        this.server = ServerSocketChannel.open().bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
        Thread.ofVirtual().name("cable").start(this::accept);
    }

    InetSocketAddress address() throws IOException {
        return (InetSocketAddress) server.getLocalAddress();
    }

    /** Where connections lead from now on. */
    synchronized void lead(InetSocketAddress newTarget) {
        target = newTarget;
    }

    /**
     * Ends the connections that there are.
     *
     * @param reset whether the ends see a reset instead of the end of the stream
     */
    synchronized void cut(boolean reset) throws IOException {
        for (var end : ends) {
            if (reset && end.isOpen()) {
                end.setOption(StandardSocketOptions.SO_LINGER, 0);
            }
            end.close();
        }
        ends.clear();
    }

    /** Passes nothing on until {@link #flow}. */
    synchronized void stall() {
        stalled = true;
    }

    synchronized void flow() {
        stalled = false;
        notifyAll();
    }

    private void accept() {
        while (true) {
            try {
                join(server.accept());
            } catch (IOException closing) {
                return;
            }
        }
    }

    /** A target that is away ends the connection at once, as a port does at which nobody listens. */
    private void join(SocketChannel near) throws IOException {
        SocketChannel far;
        try {
            far = SocketChannel.open(target());
        } catch (IOException away) {
            near.close();
            return;
        }
        synchronized (this) {
            if (closed) {
                near.close();
                far.close();
                return;
            }
            ends.add(near);
            ends.add(far);
        }
        Thread.ofVirtual().name("cable-there").start(() -> pump(near, far));
        Thread.ofVirtual().name("cable-back").start(() -> pump(far, near));
    }

    private synchronized InetSocketAddress target() {
        return target;
    }

    private void pump(SocketChannel from, SocketChannel to) {
        var buffer = ByteBuffer.allocate(PIECE);
        try (Closeable _ = from;
                Closeable _ = to) {
            while (from.read(buffer) >= 0) {
                awaitFlow();
                buffer.flip();
                while (buffer.hasRemaining()) {
                    to.write(buffer);
                }
                buffer.clear();
            }
        } catch (IOException cut) {
            // both ends are closed
        }
    }

    private synchronized void awaitFlow() {
        while (stalled && !closed) {
            try {
                wait();
            } catch (InterruptedException e) {
                throw new IllegalStateException(e);
            }
        }
    }

    @Override
    public void close() throws IOException {
        server.close();
        synchronized (this) {
            closed = true;
            notifyAll();
        }
        cut(false);
    }
}
