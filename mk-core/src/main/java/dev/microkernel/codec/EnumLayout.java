package dev.microkernel.codec;

import java.nio.ByteBuffer;
import java.util.List;

/** A constant of an enum: its ordinal in one unsigned byte, as C reads it from a {@code uint8_t}. */
record EnumLayout(List<Object> constants) implements Layout {

    /** Most constants: those one byte can tell apart. A wider ordinal would move every field behind it. */
    static final int CONSTANTS_MAX = 256;

    @Override
    public int lengthMin() {
        return 1;
    }

    @Override
    @SuppressWarnings("EnumOrdinal") // the order of the constants is the wire format, as in C
    public void write(PackedOutput out, Object value) {
        out.room(1).put((byte) ((Enum<?>) value).ordinal());
    }

    @Override
    public Object read(ByteBuffer in) {
        Layout.requireRemaining(in, 1);
        int ordinal = Byte.toUnsignedInt(in.get());
        if (ordinal >= constants.size()) {
            throw new FieldException("must be below " + constants.size() + ", ordinal=" + ordinal);
        }
        return constants.get(ordinal);
    }
}
