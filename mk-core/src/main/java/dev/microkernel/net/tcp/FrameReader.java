package dev.microkernel.net.tcp;

import dev.microkernel.net.Bytes;
import dev.microkernel.net.NetException;
import dev.microkernel.net.NetFailure;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Cuts what arrives into messages, however it was cut on its way. It holds no more than one message, whose memory grows
 * with what has arrived and not with what was announced. For one thread.
 */
final class FrameReader {

    private static final int KEPT_MAX = 8192;

    private final Framing framing;

    /** The message that has begun, without its prefix. */
    private byte[] begun = new byte[0];

    private int length;

    /** The bytes of the present prefix that have come, and their value. */
    private int prefixed;

    private long announced;

    FrameReader(Framing framing) {
        this.framing = framing;
    }

    /**
     * Takes bytes from the buffer up to the end of the next message.
     *
     * @return the message, or null if the buffer is empty before it is complete
     * @throws NetException if it is longer than it may be
     */
    @Nullable
    Bytes next(ByteBuffer in) throws NetException {
        return switch (framing) {
            case Framing.None none -> in.hasRemaining() ? Bytes.of(in) : null;
            case Framing.LengthPrefixed prefix -> nextPrefixed(in, prefix);
            case Framing.Lines lines -> nextLine(in, lines.lengthMax());
        };
    }

    /**
     * The end of the stream.
     *
     * @return the last line, if it has no end; null if nothing has begun
     * @throws NetException if it is in the middle of a message
     */
    @Nullable
    Bytes last() throws NetException {
        if (framing instanceof Framing.Lines && length > 0) {
            return take(length);
        }
        if (prefixed > 0 || length > 0) {
            throw new NetException(
                    NetFailure.Kind.BROKEN,
                    "the stream ended within a message, of which " + length + " bytes had arrived");
        }
        return null;
    }

    private @Nullable Bytes nextPrefixed(ByteBuffer in, Framing.LengthPrefixed prefix) throws NetException {
        while (prefixed < prefix.prefixBytes()) {
            if (!in.hasRemaining()) {
                return null;
            }
            long value = Byte.toUnsignedLong(in.get());
            boolean big = prefix.order() == ByteOrder.BIG_ENDIAN;
            announced = big ? (announced << 8) | value : announced | (value << (8 * prefixed));
            prefixed++;
        }
        requireLength(announced, prefix.lengthMax());
        append(in, (int) Math.min(in.remaining(), announced - length));
        if (length < announced) {
            return null;
        }
        prefixed = 0;
        announced = 0;
        return take(length);
    }

    private @Nullable Bytes nextLine(ByteBuffer in, int lengthMax) throws NetException {
        int end = in.position();
        while (end < in.limit() && in.get(end) != '\n') {
            end++;
        }
        boolean complete = end < in.limit();
        append(in, end - in.position());
        if (!complete) {
            // A CR may be the first half of the line's end.
            requireLength(endsWithReturn() ? length - 1 : length, lengthMax);
            return null;
        }
        in.get();
        int content = endsWithReturn() ? length - 1 : length;
        requireLength(content, lengthMax);
        return take(content);
    }

    private boolean endsWithReturn() {
        return length > 0 && begun[length - 1] == '\r';
    }

    private static void requireLength(long length, int lengthMax) throws NetException {
        if (length > lengthMax) {
            throw new NetException(
                    NetFailure.Kind.LIMIT,
                    "a message must have at most " + lengthMax + " bytes, length=" + length + " or more");
        }
    }

    private void append(ByteBuffer in, int count) {
        if (length + count > begun.length) {
            begun = Arrays.copyOf(begun, Math.max(length + count, Math.min(2 * begun.length, Framing.LENGTH_MAX)));
        }
        in.get(begun, length, count);
        length += count;
    }

    private Bytes take(int content) {
        var message = Bytes.of(begun, 0, content);
        length = 0;
        if (begun.length > KEPT_MAX) {
            begun = new byte[0]; // a rare long message must not hold its memory for the connection's life
        }
        return message;
    }
}
