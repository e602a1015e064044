package dev.microkernel.wire;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/**
 * How an MK01 node introduces itself: 40 bytes, integers big-endian.
 *
 * <pre>
 *  0       4         8                40
 *  +-------+---------+-----------------+
 *  | MK01  | node id | identity, NUL.. |
 *  +-------+---------+-----------------+
 * </pre>
 *
 * @param nodeId 1 to {@value NodeIds#MK01_MAX}
 * @param identity the node's name, 1 to 31 bytes of UTF-8
 */
public record Hello(int nodeId, String identity) {

    /** Bytes of a hello. */
    public static final int LENGTH = 40;

    /** The first four bytes: "MK01". */
    public static final int MAGIC = 0x4D4B3031;

    /** Longest identity in bytes; one byte of the field stays NUL. */
    public static final int IDENTITY_LENGTH_MAX = 31;

    private static final int IDENTITY_FIELD_LENGTH = 32;

    /** Refuses what cannot be sent, naming the rule and the value. */
    public Hello {
        if (!NodeIds.isMk01(nodeId)) {
            throw new IllegalArgumentException(NodeIds.mk01Violation(nodeId));
        }
        var violation = PaddedText.violation(identity, IDENTITY_LENGTH_MAX);
        if (violation != null) {
            throw new IllegalArgumentException("node identity " + violation);
        }
    }

    /**
     * Decodes the hello at the buffer's position.
     *
     * @param in the bytes received so far; its position moves only behind a complete hello
     */
    public static Decoded<Hello> decode(ByteBuffer in) {
        if (in.remaining() < LENGTH) {
            // A wrong beginning is known by its first four bytes: no need to wait for the rest of it.
            if (in.remaining() >= Integer.BYTES && in.getInt(in.position()) != MAGIC) {
                return badMagic(in);
            }
            return new Decoded.NeedMore<>(LENGTH - in.remaining());
        }
        if (in.getInt(in.position()) != MAGIC) {
            return badMagic(in);
        }
        int nodeId = in.getInt(in.position() + 4);
        if (!NodeIds.isMk01(nodeId)) {
            return new Decoded.Malformed<>(NodeIds.mk01Violation(nodeId));
        }
        return PaddedText.decode(in.slice(in.position() + 8, IDENTITY_FIELD_LENGTH), IDENTITY_LENGTH_MAX)
                .of("node identity")
                .map(identity -> {
                    in.position(in.position() + LENGTH);
                    return new Hello(nodeId, identity);
                });
    }

    /** The 40 bytes, in a new buffer ready to be read. */
    public ByteBuffer encode() {
        return ByteBuffer.allocate(LENGTH)
                .putInt(MAGIC)
                .putInt(nodeId)
                .put(identity.getBytes(StandardCharsets.UTF_8))
                .rewind();
    }

    private static Decoded<Hello> badMagic(ByteBuffer in) {
        return new Decoded.Malformed<>(
                "hello must begin with 0x%08x (MK01), got 0x%08x".formatted(MAGIC, in.getInt(in.position())));
    }
}
