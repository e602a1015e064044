package dev.microkernel.codec;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.function.BiConsumer;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** How one component of a packed struct is read and written; each constant is one Java type. */
@SuppressWarnings("ImmutableEnumChecker") // the functions below have no state
enum PackedField {
    BOOLEAN(boolean.class, 1, in -> in.get() != 0, (out, value) -> out.put((boolean) value ? (byte) 1 : (byte) 0)),
    BYTE(byte.class, 1, ByteBuffer::get, (out, value) -> out.put((byte) value)),
    SHORT(short.class, 2, ByteBuffer::getShort, (out, value) -> out.putShort((short) value)),
    INT(int.class, 4, ByteBuffer::getInt, (out, value) -> out.putInt((int) value)),
    LONG(long.class, 8, ByteBuffer::getLong, (out, value) -> out.putLong((long) value)),
    FLOAT(float.class, 4, ByteBuffer::getFloat, (out, value) -> out.putFloat((float) value)),
    DOUBLE(double.class, 8, ByteBuffer::getDouble, (out, value) -> out.putDouble((double) value)),
    BYTES(byte[].class),
    STRING(String.class) {
        @Override
        Object read(ByteBuffer in) {
            try {
                return StandardCharsets.UTF_8
                        .newDecoder()
                        .decode(ByteBuffer.wrap(readBytes(in)))
                        .toString();
            } catch (CharacterCodingException e) {
                throw new MalformedMessageException("must be UTF-8");
            }
        }

        @Override
        Object toWire(Object value) {
            return ((String) value).getBytes(StandardCharsets.UTF_8);
        }
    };

    private final Class<?> type;
    /** Bytes of the value, or of the length in front of it. */
    private final int size;

    private final boolean fixed;
    private final Function<ByteBuffer, Object> reader;
    private final BiConsumer<ByteBuffer, Object> writer;

    PackedField(Class<?> type, int size, Function<ByteBuffer, Object> reader, BiConsumer<ByteBuffer, Object> writer) {
        this.type = type;
        this.size = size;
        this.fixed = true;
        this.reader = reader;
        this.writer = writer;
    }

    PackedField(Class<?> type) {
        this.type = type;
        this.size = Integer.BYTES;
        this.fixed = false;
        this.reader = PackedField::readBytes;
        this.writer = (out, value) -> out.putInt(((byte[]) value).length).put((byte[]) value);
    }

    /** The field for a component of this type; null if there is none. */
    static @Nullable PackedField of(Class<?> type) {
        for (var field : values()) {
            if (field.type == type) {
                return field;
            }
        }
        return null;
    }

    static String supported() {
        return Arrays.stream(values()).map(field -> field.type.getSimpleName()).collect(Collectors.joining(", "));
    }

    /** The value as {@link #length} and {@link #write} take it. */
    Object toWire(Object value) {
        return value;
    }

    int length(Object wireValue) {
        return fixed ? size : size + ((byte[]) wireValue).length;
    }

    void write(ByteBuffer out, Object wireValue) {
        writer.accept(out, wireValue);
    }

    Object read(ByteBuffer in) {
        requireRemaining(in, size);
        return reader.apply(in);
    }

    private static byte[] readBytes(ByteBuffer in) {
        requireRemaining(in, Integer.BYTES);
        long length = Integer.toUnsignedLong(in.getInt());
        requireRemaining(in, length);
        var bytes = new byte[(int) length];
        in.get(bytes);
        return bytes;
    }

    private static void requireRemaining(ByteBuffer in, long needed) {
        if (in.remaining() < needed) {
            throw new MalformedMessageException("needs " + needed + " bytes, left=" + in.remaining());
        }
    }
}
