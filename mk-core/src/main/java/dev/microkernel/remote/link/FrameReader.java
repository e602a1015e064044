package dev.microkernel.remote.link;

import dev.microkernel.wire.Decoded;
import dev.microkernel.wire.Frame;
import dev.microkernel.wire.Framing;
import java.io.IOException;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/** Makes frames of what comes over a connection. Its methods wait: they are for the link's reader. */
final class FrameReader {

    /** Who takes the frames. */
    interface Handler {

        /** So many bytes have come. */
        void onBytes(int count);

        /**
         * A frame is whole.
         *
         * @param length its bytes, without a tag
         * @return whether more are wanted
         */
        boolean onFrame(Frame frame, int length);
    }

    /** Longer frames have a buffer of their own length. An idle link has a shorter one. */
    private static final int BUFFER_LENGTH = 16 * 1024;

    private final Connection connection;
    private final Framing framing;
    private final Handler handler;
    private ByteBuffer buffer;
    private boolean ended;

    /** With what has been received already, ready to be written to. */
    FrameReader(Connection connection, Framing framing, ByteBuffer received, Handler handler) {
        this.connection = connection;
        this.framing = framing;
        this.buffer = received;
        this.handler = handler;
    }

    /**
     * Reads until the stream ends, the handler wants no more, or a frame is malformed.
     *
     * @return why a frame is malformed, or null
     */
    @Nullable
    String readAll() throws IOException {
        while (true) {
            buffer.flip();
            boolean wasFull = buffer.remaining() == buffer.capacity();
            int missing = 0;
            while (missing == 0) {
                int start = buffer.position();
                switch (framing.decode(buffer)) {
                    case Decoded.Complete<Frame>(var frame) -> {
                        if (!handler.onFrame(frame, buffer.position() - start - framing.overhead())) {
                            return null;
                        }
                    }
                    case Decoded.NeedMore<Frame>(var atLeast) -> missing = atLeast;
                    case Decoded.Malformed<Frame>(var reason) -> {
                        return reason;
                    }
                }
            }
            makeRoom(wasFull ? Math.max(missing, BUFFER_LENGTH - buffer.remaining()) : missing);
            int count = connection.read(buffer);
            if (count < 0) {
                ended = true;
                return null;
            }
            handler.onBytes(count);
        }
    }

    /** Has room for more bytes behind what is left in the buffer, which is kept. */
    private void makeRoom(int missing) {
        if (buffer.capacity() - buffer.remaining() >= missing) {
            buffer.compact();
        } else {
            buffer = ByteBuffer.allocate(Math.max(buffer.remaining() + missing, BUFFER_LENGTH))
                    .put(buffer);
        }
    }

    /** Reads until the stream ends: closing with bytes unread might take the last words away from the other end. */
    void drain() throws IOException {
        while (!ended) {
            buffer.clear();
            ended = connection.read(buffer) < 0;
        }
    }
}
