package dev.microkernel.codec;

import java.nio.ByteBuffer;
import java.util.List;

/** A {@code List}: the 32-bit number of its elements, then each. Lists that are read cannot be changed. */
record ListLayout(Layout element) implements Layout {

    @Override
    public int lengthMin() {
        return Integer.BYTES;
    }

    @Override
    public void write(PackedOutput out, Object list) {
        var elements = (List<?>) list;
        out.room(Integer.BYTES + (long) elements.size() * element.lengthMin()); // before the copy, which may be large
        // A copy: a list that its sender still changes must not have another count than elements.
        ArrayLayout.writeElements(out, elements.toArray(), element);
    }

    @Override
    public Object read(ByteBuffer in) {
        var elements = new Object[Layout.readCount(in, element.lengthMin())];
        ArrayLayout.readElements(in, elements, element);
        return List.of(elements);
    }
}
