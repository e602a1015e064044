package dev.microkernel.codec;

import java.lang.reflect.Array;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/** An array of anything but primitives: the 32-bit number of its elements, then each. */
record ArrayLayout(Class<?> elementType, Layout element) implements Layout {

    @Override
    public int lengthMin() {
        return Integer.BYTES;
    }

    @Override
    public void write(PackedOutput out, Object array) {
        writeElements(out, (Object[]) array, element);
    }

    @Override
    public Object read(ByteBuffer in) {
        var elements = (Object[]) Array.newInstance(elementType, Layout.readCount(in, element.lengthMin()));
        readElements(in, elements, element);
        return elements;
    }

    static void writeElements(PackedOutput out, @Nullable Object[] elements, Layout layout) {
        out.count(elements.length, layout.lengthMin());
        for (int i = 0; i < elements.length; i++) {
            var element = elements[i];
            try {
                if (element == null) {
                    throw new FieldException("must not be null");
                }
                layout.write(out, element);
            } catch (FieldException e) {
                throw e.within("[" + i + "]");
            }
        }
    }

    static void readElements(ByteBuffer in, Object[] elements, Layout layout) {
        for (int i = 0; i < elements.length; i++) {
            try {
                elements[i] = layout.read(in);
            } catch (FieldException e) {
                throw e.within("[" + i + "]");
            }
        }
    }
}
