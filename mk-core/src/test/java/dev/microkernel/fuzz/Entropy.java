package dev.microkernel.fuzz;

import java.lang.reflect.Array;
import java.lang.reflect.GenericArrayType;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.Type;
import java.util.Optional;
import java.util.stream.Stream;

/** Makes values of any type with a layout out of bytes, the same from the same bytes. Not thread-safe. */
final class Entropy {

    private static final int ELEMENTS_MAX = 4;

    private final byte[] bytes;
    private int position;

    Entropy(byte[] bytes) {
        this.bytes = bytes;
    }

    /** A message, whatever the bytes: where they end, the rest is zero. */
    <R extends Record> R message(Class<R> type) {
        return type.cast(value(type));
    }

    private Object value(Type type) {
        return switch (type) {
            case Class<?> plain -> valueOf(plain);
            case GenericArrayType array -> throw new IllegalArgumentException("no sample has one, type=" + array);
            case ParameterizedType generic
            when generic.getRawType() == Optional.class ->
                bits(1) % 2 == 0 ? Optional.empty() : Optional.of(value(generic.getActualTypeArguments()[0]));
            case ParameterizedType list ->
                Stream.generate(() -> value(list.getActualTypeArguments()[0]))
                        .limit(count())
                        .toList();
            default -> throw new IllegalArgumentException("has no layout, type=" + type);
        };
    }

    private Object valueOf(Class<?> type) {
        if (type == boolean.class || type == Boolean.class) {
            return bits(1) % 2 == 1;
        } else if (type == byte.class || type == Byte.class) {
            return (byte) bits(1);
        } else if (type == short.class || type == Short.class) {
            return (short) bits(2);
        } else if (type == int.class || type == Integer.class) {
            return (int) bits(4);
        } else if (type == long.class || type == Long.class) {
            return bits(8);
        } else if (type == float.class || type == Float.class) {
            return Float.intBitsToFloat((int) bits(4));
        } else if (type == double.class || type == Double.class) {
            return Double.longBitsToDouble(bits(8));
        } else if (type == String.class) {
            return text();
        } else if (type.isEnum()) {
            var constants = type.getEnumConstants();
            return constants[(int) bits(1) % constants.length];
        } else if (type.isArray()) {
            var array = Array.newInstance(type.getComponentType(), count());
            for (int i = 0; i < Array.getLength(array); i++) {
                Array.set(array, i, value(type.getComponentType()));
            }
            return array;
        }
        return record(type);
    }

    private Object record(Class<?> type) {
        var shape = Shape.of(type);
        return shape.make(shape.components().stream().map(this::value).toArray());
    }

    private String text() {
        var text = new StringBuilder();
        for (int i = count(); i > 0; i--) {
            int codePoint = (int) bits(3) % (Character.MAX_CODE_POINT + 1);
            text.appendCodePoint(codePoint >= 0xD800 && codePoint < 0xE000 ? '\uFFFD' : codePoint);
        }
        return text.toString();
    }

    private int count() {
        return (int) bits(1) % (ELEMENTS_MAX + 1);
    }

    /** So many bytes as an unsigned number; 8 may be negative. */
    private long bits(int length) {
        long bits = 0;
        for (int i = 0; i < length; i++) {
            bits = bits << 8 | (position < bytes.length ? Byte.toUnsignedInt(bytes[position++]) : 0);
        }
        return bits;
    }
}
