package dev.microkernel.remote.link;

import dev.microkernel.cell.Kernel;
import dev.microkernel.wire.Frame;
import dev.microkernel.wire.FrameCodec;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.function.Function;

/**
 * Begins the links with one peer that datagrams are exchanged with. At first without a word of it, because a node may speak
 * only when it is spoken to; but when it has answered and fallen silent, not before it is heard again.
 */
final class DatagramDialer {

    /** As one datagram is one frame, the same for all links. */
    static final FrameCodec CODEC = new FrameCodec(ByteOrder.BIG_ENDIAN, DatagramConnection.PAYLOAD_MAX);

    /** Opens a connection. */
    @FunctionalInterface
    interface Opening {
        DatagramConnection open() throws IOException;
    }

    private final Kernel kernel;
    private final Opening opening;
    private final Function<DatagramConnection, Link> start;

    /** Whether the peer is known to answer. */
    private volatile boolean answers;

    /** With what makes a link of a connection. */
    DatagramDialer(Kernel kernel, Opening opening, Function<DatagramConnection, Link> start) {
        this.kernel = kernel;
        this.opening = opening;
        this.start = start;
    }

    /** Begins a link. On a strand. */
    Link dial() throws IOException {
        var connection = opening.open();
        if (answers) {
            awaitPeer(connection);
        }
        var link = start.apply(connection);
        var _ = link.ended().thenRun(() -> answers |= link.hasAnswered());
        return link;
    }

    private void awaitPeer(DatagramConnection connection) throws IOException {
        var limit = kernel.time().schedule(Greeter.TIMEOUT, connection::close);
        try {
            connection.write(encode(Mk01.question(kernel.nodeId(), kernel.time().nanoTime())));
            connection.awaitDatagram();
        } catch (IOException e) {
            connection.close();
            throw new IOException("it has answered before, and does not now", e);
        } finally {
            limit.cancel();
        }
    }

    private static ByteBuffer encode(Frame frame) {
        var bytes = ByteBuffer.allocate(CODEC.length(frame));
        CODEC.encode(frame, bytes);
        return bytes.flip();
    }
}
