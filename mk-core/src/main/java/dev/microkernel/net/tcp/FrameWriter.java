package dev.microkernel.net.tcp;

import dev.microkernel.net.Bytes;
import dev.microkernel.net.NetException;
import dev.microkernel.net.NetFailure;
import java.nio.ByteBuffer;

/** Makes of a message what is written. */
final class FrameWriter {

    private FrameWriter() {}

    /** The bytes of a message, ready to be read from the buffer. */
    static ByteBuffer frame(Framing framing, Bytes message) throws NetException {
        return switch (framing) {
            case Framing.None none -> message.toBuffer();
            case Framing.LengthPrefixed prefix -> prefixed(prefix, message);
            case Framing.Lines lines -> line(lines, message);
        };
    }

    private static ByteBuffer prefixed(Framing.LengthPrefixed prefix, Bytes message) throws NetException {
        requireLength(message, prefix.lengthMax());
        var frame = ByteBuffer.allocate(prefix.prefixBytes() + message.length()).order(prefix.order());
        switch (prefix.prefixBytes()) {
            case 1 -> frame.put((byte) message.length());
            case 2 -> frame.putShort((short) message.length());
            default -> frame.putInt(message.length());
        }
        return frame.put(message.toBuffer()).flip();
    }

    private static ByteBuffer line(Framing.Lines lines, Bytes message) throws NetException {
        requireLength(message, lines.lengthMax());
        for (int i = 0; i < message.length(); i++) {
            if (message.get(i) == '\n' || message.get(i) == '\r') {
                throw new NetException(
                        NetFailure.Kind.PROTOCOL, "a line must not have a line end within it, at=" + i + "; send two");
            }
        }
        return ByteBuffer.allocate(message.length() + 1)
                .put(message.toBuffer())
                .put((byte) '\n')
                .flip();
    }

    private static void requireLength(Bytes message, int lengthMax) throws NetException {
        if (message.length() > lengthMax) {
            throw new NetException(
                    NetFailure.Kind.LIMIT,
                    "a message must have at most " + lengthMax + " bytes, length=" + message.length());
        }
    }
}
