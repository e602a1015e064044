package dev.microkernel.codec;

import java.nio.ByteBuffer;
import java.util.function.BiConsumer;
import java.util.function.Function;

/** A primitive, or its box within a list or an optional: its own bytes, little-endian. */
@SuppressWarnings("ImmutableEnumChecker") // the functions below have no state
enum ScalarLayout implements Layout {
    BOOLEAN(1, Layout::readFlag, (out, value) -> out.put((boolean) value ? (byte) 1 : (byte) 0)),
    BYTE(1, ByteBuffer::get, (out, value) -> out.put((byte) value)),
    SHORT(2, ByteBuffer::getShort, (out, value) -> out.putShort((short) value)),
    INT(4, ByteBuffer::getInt, (out, value) -> out.putInt((int) value)),
    LONG(8, ByteBuffer::getLong, (out, value) -> out.putLong((long) value)),
    FLOAT(4, ByteBuffer::getFloat, (out, value) -> out.putFloat((float) value)),
    DOUBLE(8, ByteBuffer::getDouble, (out, value) -> out.putDouble((double) value));

    private final int length;
    private final Function<ByteBuffer, Object> reader;
    private final BiConsumer<ByteBuffer, Object> writer;

    ScalarLayout(int length, Function<ByteBuffer, Object> reader, BiConsumer<ByteBuffer, Object> writer) {
        this.length = length;
        this.reader = reader;
        this.writer = writer;
    }

    @Override
    public int lengthMin() {
        return length;
    }

    @Override
    public void write(PackedOutput out, Object value) {
        writer.accept(out.room(length), value);
    }

    @Override
    public Object read(ByteBuffer in) {
        Layout.requireRemaining(in, length);
        return reader.apply(in);
    }
}
