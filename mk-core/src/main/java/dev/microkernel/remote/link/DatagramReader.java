package dev.microkernel.remote.link;

import dev.microkernel.wire.Decoded;
import dev.microkernel.wire.Frame;
import dev.microkernel.wire.Framing;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Makes one frame of each datagram. One that is no frame, or more than one, is passed over: it says nothing about those that
 * come behind it. Its methods wait: they are for the link's reader.
 */
final class DatagramReader {

    private final Connection connection;
    private final Framing framing;
    private final FrameReader.Handler handler;
    private final Consumer<String> malformed;

    /** Grows with what comes. */
    private ByteBuffer buffer;

    /**
     * A reader of a connection that carries datagrams.
     *
     * @param malformed hears of datagrams that are passed over, and why
     */
    DatagramReader(
            Connection connection,
            Framing framing,
            ByteBuffer buffer,
            FrameReader.Handler handler,
            Consumer<String> malformed) {
        this.connection = connection;
        this.framing = framing;
        this.buffer = buffer;
        this.handler = handler;
        this.malformed = malformed;
    }

    /** Reads until the handler wants no more, or the connection is closed, which is an exception. */
    void readAll() throws IOException {
        boolean wanted = true;
        while (wanted) {
            buffer.clear();
            int length = connection.read(buffer);
            if (length == 0) {
                buffer = ByteBuffer.allocate(Math.min(2 * buffer.capacity(), DatagramConnection.LENGTH_MAX));
                continue;
            }
            handler.onBytes(length);
            buffer.flip();
            var frame = decode(length);
            wanted = frame == null || handler.onFrame(frame, length);
        }
    }

    private @Nullable Frame decode(int length) {
        switch (framing.decode(buffer)) {
            case Decoded.Complete<Frame>(var frame) -> {
                if (!buffer.hasRemaining()) {
                    return frame;
                }
                malformed.accept("a datagram is one frame, and " + buffer.remaining() + " of its " + length
                        + " bytes stand behind it");
            }
            case Decoded.NeedMore<Frame>(var missing) ->
                malformed.accept("a datagram is one frame, and " + missing + " bytes are missing behind its " + length);
            case Decoded.Malformed<Frame>(var reason) -> malformed.accept(reason);
        }
        return null;
    }
}
