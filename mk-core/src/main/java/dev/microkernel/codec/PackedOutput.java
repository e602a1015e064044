package dev.microkernel.codec;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;

/** The bytes of one packed struct while they are written: grows as needed, up to a limit. Not thread-safe. */
final class PackedOutput {

    private final int lengthMax;
    private ByteBuffer buffer;

    PackedOutput(int lengthExpected, int lengthMax) {
        this.lengthMax = lengthMax;
        this.buffer = ByteBuffer.allocate(lengthExpected).order(ByteOrder.LITTLE_ENDIAN);
    }

    /** A buffer, little-endian, with room for so many bytes; good until the next call. */
    ByteBuffer room(long bytes) {
        if (buffer.remaining() < bytes) {
            grow(buffer.position() + bytes);
        }
        return buffer;
    }

    /** The count in front of elements, with room behind it for those elements' fewest bytes. */
    ByteBuffer count(int count, int elementLengthMin) {
        return room(Integer.BYTES + (long) count * elementLengthMin).putInt(count);
    }

    /** What was written. */
    byte[] bytes() {
        return buffer.hasRemaining() ? Arrays.copyOf(buffer.array(), buffer.position()) : buffer.array();
    }

    private void grow(long needed) {
        if (needed > lengthMax) {
            throw new FieldException(
                    "does not fit: a message must have at most " + lengthMax + " bytes, needed=" + needed);
        }
        int capacity = (int) Math.clamp(2L * buffer.capacity(), needed, lengthMax);
        buffer = ByteBuffer.allocate(capacity).order(ByteOrder.LITTLE_ENDIAN).put(buffer.flip());
    }
}
