package dev.microkernel.codec;

import java.nio.ByteBuffer;

/** How values of one Java type stand in a packed struct. Immutable; may be shared by threads. */
sealed interface Layout
        permits ArrayLayout,
                BooleanArrayLayout,
                EnumLayout,
                ListLayout,
                OptionalLayout,
                PrimitiveArrayLayout,
                RecordLayout,
                ScalarLayout,
                TextLayout {

    /** The fewest bytes a value takes. Only a record that holds nothing takes none. */
    int lengthMin();

    /**
     * Writes a value.
     *
     * @throws FieldException if there is none, or it has no bytes
     */
    void write(PackedOutput out, Object value);

    /**
     * Reads a value.
     *
     * @param in little-endian, and backed by an array
     * @throws FieldException if there is none in these bytes
     */
    Object read(ByteBuffer in);

    /** Fails unless so many bytes are left. */
    static void requireRemaining(ByteBuffer in, long needed) {
        if (in.remaining() < needed) {
            throw new FieldException("needs " + needed + " bytes, left=" + in.remaining());
        }
    }

    /** The 32-bit count in front of elements, believed only if the bytes left can hold that many. */
    static int readCount(ByteBuffer in, int elementLengthMin) {
        requireRemaining(in, Integer.BYTES);
        long count = Integer.toUnsignedLong(in.getInt());
        requireRemaining(in, count * elementLengthMin); // below 2^63: both are below 2^32
        return (int) count;
    }

    /** A byte that says yes or no; nothing but 0 and 1 does. */
    static boolean readFlag(ByteBuffer in) {
        requireRemaining(in, 1);
        byte flag = in.get();
        if (flag != 0 && flag != 1) {
            throw new FieldException("must be 0 or 1, byte=" + Byte.toUnsignedInt(flag));
        }
        return flag == 1;
    }
}
