package dev.microkernel.codec;

import java.nio.ByteBuffer;
import java.util.Optional;

/** A value that may be missing: one byte, 0 or 1, then, if it is 1, the value. */
record OptionalLayout(Layout value) implements Layout {

    @Override
    public int lengthMin() {
        return 1;
    }

    @Override
    public void write(PackedOutput out, Object optional) {
        var content = ((Optional<?>) optional).orElse(null);
        if (content == null) {
            out.room(1).put((byte) 0);
        } else {
            out.room(1 + value.lengthMin()).put((byte) 1);
            value.write(out, content);
        }
    }

    @Override
    public Object read(ByteBuffer in) {
        return Layout.readFlag(in) ? Optional.of(value.read(in)) : Optional.empty();
    }
}
