package dev.microkernel.codec;

import java.nio.ByteBuffer;

/** A {@code boolean[]}: the 32-bit number of its elements, then a byte for each, 0 or 1. */
record BooleanArrayLayout() implements Layout {

    @Override
    public int lengthMin() {
        return Integer.BYTES;
    }

    @Override
    public void write(PackedOutput out, Object array) {
        var flags = (boolean[]) array;
        var buffer = out.count(flags.length, 1);
        for (boolean flag : flags) {
            buffer.put(flag ? (byte) 1 : (byte) 0);
        }
    }

    @Override
    public Object read(ByteBuffer in) {
        var flags = new boolean[Layout.readCount(in, 1)];
        for (int i = 0; i < flags.length; i++) {
            try {
                flags[i] = Layout.readFlag(in);
            } catch (FieldException e) {
                throw e.within("[" + i + "]");
            }
        }
        return flags;
    }
}
