package dev.microkernel.state;

import static java.nio.ByteOrder.LITTLE_ENDIAN;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.zip.CRC32C;
import org.jspecify.annotations.Nullable;

/**
 * How changes lie in a file; all numbers are little-endian.
 *
 * <pre>
 * file    "MKSTATE" 0 | u32 version = 1 | u32 CRC-32C of the 12 bytes before | frame*
 * frame   u32 length of the body | u64 number, 1 for the first frame | u32 CRC-32C of the body
 *         | u32 CRC-32C of the 16 bytes before | body
 * body    change*
 * change  u8 kind: 1 put, 2 remove, 3 clear | u16 length of owner | u16 of key | u32 of value | owner | key | value
 * </pre>
 *
 * A frame is written when all before it are durable. So one that is no frame is the end of the file, unless it is damage.
 */
final class LogFormat {

    static final int FILE_HEADER_LENGTH = 16;
    static final int FRAME_HEADER_LENGTH = 20;

    /** What a batch takes at most, unless it is one change that takes more. */
    static final int BODY_LENGTH = 1 << 20;

    private static final int CHANGE_HEADER_LENGTH = 9;
    private static final int BODY_LENGTH_MAX = BODY_LENGTH
            + CHANGE_HEADER_LENGTH
            + StateStore.OWNER_LENGTH_MAX
            + StateLimits.KEY_LENGTH_MAX
            + StateLimits.VALUE_LENGTH_MAX;
    private static final byte[] MAGIC = {'M', 'K', 'S', 'T', 'A', 'T', 'E', 0};
    private static final int VERSION = 1;
    private static final byte PUT = 1;
    private static final byte REMOVE = 2;
    private static final byte CLEAR = 3;

    private LogFormat() {}

    /** What the header of a frame says. */
    record FrameHeader(int length, long number, int crc) {}

    static ByteBuffer fileHeader() {
        var out = buffer(FILE_HEADER_LENGTH).put(MAGIC).putInt(VERSION);
        return out.putInt(crc(out, 0, out.position())).flip();
    }

    /** What is wrong with a file's header; null if nothing is. */
    static @Nullable String violation(ByteBuffer header) {
        var expected = fileHeader();
        if (header.equals(expected)) {
            return null;
        }
        boolean other = header.slice(0, MAGIC.length).equals(expected.slice(0, MAGIC.length))
                && header.getInt(12) == crc(header, 0, 12);
        return other
                ? "is of version " + header.getInt(8) + ", this is " + VERSION
                : "does not begin as a state log does";
    }

    static int lengthOf(Change change) {
        int owner = Utf8.owner(change.owner()).length;
        return CHANGE_HEADER_LENGTH
                + switch (change) {
                    case Change.Put put -> owner + put.key().length() + put.value().length;
                    case Change.Remove remove -> owner + remove.key().length();
                    case Change.Clear(var _) -> owner;
                };
    }

    static ByteBuffer frame(long number, List<? extends Change> changes) {
        int length = changes.stream().mapToInt(LogFormat::lengthOf).sum();
        var out = buffer(FRAME_HEADER_LENGTH + length);
        out.position(FRAME_HEADER_LENGTH);
        for (var change : changes) {
            switch (change) {
                case Change.Put put -> write(out, PUT, put.owner(), put.key(), put.value());
                case Change.Remove remove -> write(out, REMOVE, remove.owner(), remove.key(), new byte[0]);
                case Change.Clear clear -> write(out, CLEAR, clear.owner(), StateKey.NONE, new byte[0]);
            }
        }
        out.putInt(0, length).putLong(4, number).putInt(12, crc(out, FRAME_HEADER_LENGTH, length));
        return out.putInt(16, crc(out, 0, 16)).flip();
    }

    private static void write(ByteBuffer out, byte kind, String owner, StateKey key, byte[] value) {
        var name = Utf8.owner(owner);
        out.put(kind)
                .putShort((short) name.length)
                .putShort((short) key.length())
                .putInt(value.length);
        out.put(name);
        key.putTo(out);
        out.put(value);
    }

    /** The header in a buffer; null if it is none. */
    static @Nullable FrameHeader frameHeader(ByteBuffer in) {
        int length = in.getInt(0);
        boolean holds = in.getInt(16) == crc(in, 0, 16) && length > 0 && length <= BODY_LENGTH_MAX;
        return holds ? new FrameHeader(length, in.getLong(4), in.getInt(12)) : null;
    }

    static boolean holds(FrameHeader header, ByteBuffer body) {
        return header.crc() == crc(body, 0, body.limit());
    }

    /** The changes in a body; null if it has others than these. */
    static @Nullable List<Change> changes(ByteBuffer body) {
        var changes = new ArrayList<Change>();
        while (body.hasRemaining()) {
            if (body.remaining() < CHANGE_HEADER_LENGTH) {
                return null;
            }
            byte kind = body.get();
            int owner = Short.toUnsignedInt(body.getShort());
            int key = Short.toUnsignedInt(body.getShort());
            int value = body.getInt();
            if (owner == 0 || value < 0 || (long) owner + key + value > body.remaining()) {
                return null;
            }
            var name = new String(bytes(body, owner), StandardCharsets.UTF_8);
            var keyBytes = bytes(body, key);
            switch (kind) {
                case PUT -> changes.add(new Change.Put(name, StateKey.of(keyBytes), bytes(body, value)));
                case REMOVE -> changes.add(new Change.Remove(name, StateKey.of(keyBytes)));
                case CLEAR -> changes.add(new Change.Clear(name));
                default -> {
                    return null;
                }
            }
        }
        return changes;
    }

    private static byte[] bytes(ByteBuffer in, int length) {
        var bytes = new byte[length];
        in.get(bytes);
        return bytes;
    }

    static ByteBuffer buffer(int length) {
        return ByteBuffer.allocate(length).order(LITTLE_ENDIAN);
    }

    private static int crc(ByteBuffer of, int from, int length) {
        var crc = new CRC32C();
        crc.update(of.slice(from, length));
        return (int) crc.getValue();
    }
}
