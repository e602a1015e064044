package dev.microkernel.remote.link;

import dev.microkernel.wire.Frame;
import dev.microkernel.wire.Framing;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.LongAdder;

/** Writes what waits for a peer, many frames at once. Its methods wait: they are for the link's writer. */
final class FrameWriter {

    private static final int BUFFER_LENGTH_MAX = 64 * 1024;
    private static final int BATCH_MAX = 256;

    private final Connection connection;
    private final Framing framing;
    private final Outbound outbound;
    private final LongAdder bytesWritten;

    /** An idle link has a short one. */
    private ByteBuffer buffer = ByteBuffer.allocate(0);

    FrameWriter(Connection connection, Framing framing, Outbound outbound, LongAdder bytesWritten) {
        this.connection = connection;
        this.framing = framing;
        this.outbound = outbound;
        this.bytesWritten = bytesWritten;
    }

    /** Writes until the queue has nothing more, ever. */
    void writeAll() throws IOException, InterruptedException {
        var batch = new ArrayList<Frame>();
        while (outbound.take(batch, BATCH_MAX)) {
            makeRoom(batch);
            for (var frame : batch) {
                write(frame);
                if (connection.carriesDatagrams()) {
                    flush(buffer);
                }
            }
            flush(buffer);
            batch.clear();
        }
    }

    private void makeRoom(List<Frame> batch) {
        int wanted = 0;
        for (var frame : batch) {
            wanted += Math.min(framing.length(frame), BUFFER_LENGTH_MAX);
        }
        if (buffer.capacity() < Math.min(wanted, BUFFER_LENGTH_MAX)) {
            buffer = ByteBuffer.allocate(Math.min(2 * Integer.highestOneBit(wanted), BUFFER_LENGTH_MAX));
        }
    }

    private void write(Frame frame) throws IOException {
        int length = framing.length(frame);
        if (buffer.remaining() < length) {
            flush(buffer);
        }
        if (buffer.remaining() < length) {
            var alone = ByteBuffer.allocate(length);
            framing.encode(frame, alone);
            flush(alone);
        } else {
            framing.encode(frame, buffer);
        }
    }

    private void flush(ByteBuffer bytes) throws IOException {
        bytes.flip();
        if (bytes.hasRemaining()) {
            bytesWritten.add(bytes.remaining());
            connection.write(bytes);
        }
        bytes.clear();
    }
}
