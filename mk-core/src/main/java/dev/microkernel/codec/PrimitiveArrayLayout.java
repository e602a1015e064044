package dev.microkernel.codec;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.reflect.Array;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/** An array of numbers: the 32-bit count of its elements, then their bytes, copied in bulk. */
enum PrimitiveArrayLayout implements Layout {
    BYTES(ValueLayout.JAVA_BYTE),
    SHORTS(ValueLayout.JAVA_SHORT_UNALIGNED),
    INTS(ValueLayout.JAVA_INT_UNALIGNED),
    LONGS(ValueLayout.JAVA_LONG_UNALIGNED),
    FLOATS(ValueLayout.JAVA_FLOAT_UNALIGNED),
    DOUBLES(ValueLayout.JAVA_DOUBLE_UNALIGNED);

    @SuppressWarnings("ImmutableEnumChecker") // value layouts are immutable
    private final ValueLayout element;

    private final int elementLength;

    PrimitiveArrayLayout(ValueLayout element) {
        this.element = element.withOrder(ByteOrder.LITTLE_ENDIAN);
        this.elementLength = (int) element.byteSize();
    }

    @Override
    public int lengthMin() {
        return Integer.BYTES;
    }

    @Override
    public void write(PackedOutput out, Object array) {
        int count = Array.getLength(array);
        var buffer = out.count(count, elementLength);
        MemorySegment.copy(array, 0, MemorySegment.ofBuffer(buffer), element, 0, count);
        buffer.position(buffer.position() + count * elementLength);
    }

    @Override
    public Object read(ByteBuffer in) {
        int count = Layout.readCount(in, elementLength);
        var array = Array.newInstance(element.carrier(), count);
        MemorySegment.copy(MemorySegment.ofBuffer(in), element, 0, array, 0, count);
        in.position(in.position() + count * elementLength);
        return array;
    }
}
