package dev.microkernel.remote.link;

import dev.microkernel.dispatch.Strand;
import dev.microkernel.time.TimeSource;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.AsynchronousCloseException;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * One direction of a simulated connection: what is written arrives in order, each piece after its delay. The writer waits
 * while too much is under way, as for a socket's buffers. Everything happens on one thread at a time.
 */
final class SimulatedPipe {

    private static final int BYTES_UNDER_WAY_MAX = 256 * 1024;

    /** A piece of the stream; without bytes, its end. */
    private record Piece(ByteBuffer bytes, boolean end, long dueNanos) {}

    private final TimeSource time;
    private final ArrayDeque<Piece> pieces = new ArrayDeque<>();
    private int bytesUnderWay;
    private long lastDueNanos;
    private boolean stalled;
    private boolean closed;
    private @Nullable String broken;
    private @Nullable Strand reader;
    private @Nullable Strand writer;

    SimulatedPipe(TimeSource time) {
        this.time = time;
        this.lastDueNanos = time.nanoTime();
    }

    int read(ByteBuffer buffer) throws IOException {
        while (true) {
            requireOpen();
            var piece = pieces.peek();
            if (piece != null && !stalled && time.nanoTime() - piece.dueNanos >= 0) {
                return piece.end ? -1 : take(piece, buffer);
            }
            reader = here();
            reader.park();
        }
    }

    private int take(Piece piece, ByteBuffer buffer) {
        int count = Math.min(piece.bytes.remaining(), buffer.remaining());
        buffer.put(piece.bytes.slice(piece.bytes.position(), count));
        piece.bytes.position(piece.bytes.position() + count);
        if (!piece.bytes.hasRemaining()) {
            pieces.remove();
        }
        bytesUnderWay -= count;
        wake(writer);
        return count;
    }

    /** Waits until there is room for at least one more piece. */
    void awaitRoom() throws IOException {
        while (bytesUnderWay >= BYTES_UNDER_WAY_MAX) {
            requireOpen();
            writer = here();
            writer.park();
            if (Thread.interrupted()) {
                throw new IOException("interrupted");
            }
        }
        requireOpen();
    }

    void add(ByteBuffer bytes, Duration delay) {
        bytesUnderWay += bytes.remaining();
        add(bytes, false, delay);
    }

    /** Has the reader see the end behind all that is under way. */
    void end(Duration delay) {
        add(ByteBuffer.allocate(0), true, delay);
    }

    private void add(ByteBuffer bytes, boolean end, Duration delay) {
        lastDueNanos = Math.max(lastDueNanos, time.deadline(delay));
        pieces.add(new Piece(bytes, end, lastDueNanos));
        var _ = time.schedule(Duration.ofNanos(lastDueNanos - time.nanoTime()), () -> wake(reader));
    }

    /** Has nothing arrive until this is taken back. */
    void stall(boolean begin) {
        stalled = begin;
        wake(reader);
    }

    /** Loses what is under way; both ends hear of it where they wait. */
    void breakOff(String why) {
        broken = why;
        pieces.clear();
        wake(reader);
        wake(writer);
    }

    /** One end has closed it: nobody waits any more. */
    void close() {
        closed = true;
        wake(reader);
        wake(writer);
    }

    private void requireOpen() throws IOException {
        if (closed) {
            throw new AsynchronousCloseException();
        }
        if (broken != null) {
            throw new IOException(broken);
        }
    }

    private static Strand here() {
        return Objects.requireNonNull(Strand.current(), "only a strand can wait");
    }

    private static void wake(@Nullable Strand strand) {
        if (strand != null) {
            strand.unpark();
        }
    }
}
