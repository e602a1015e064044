package dev.microkernel.codec;

import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.lang.reflect.RecordComponent;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Lays a record's components out one behind the other, little-endian and without padding, so that a C firmware or a
 * Rust module reads them with a packed struct. A {@code String} (UTF-8) or {@code byte[]} is a 32-bit length and the
 * bytes. Immutable; may be shared by threads.
 *
 * @param <R> the record
 */
public final class PackedStruct<R extends Record> {

    private final Class<R> type;
    private final int messageType;
    private final List<Component> components;
    private final MethodHandle constructor;

    private record Component(String name, PackedField field, MethodHandle accessor) {}

    private PackedStruct(Class<R> type, int messageType, List<Component> components, MethodHandle constructor) {
        this.type = type;
        this.messageType = messageType;
        this.components = components;
        this.constructor = constructor;
    }

    /**
     * The layout of a record.
     *
     * @throws IllegalArgumentException if the record has no {@link MessageType}, or one reserved for the system, or a
     *     component that has no layout
     */
    public static <R extends Record> PackedStruct<R> of(Class<R> type) {
        var messageType = type.getAnnotation(MessageType.class);
        if (messageType == null) {
            throw new IllegalArgumentException("a message that crosses the wire must have a @MessageType, record="
                    + type.getName() + "; annotate it, for example @MessageType(200)");
        }
        if (Integer.compareUnsigned(messageType.value(), 0xFF000000) >= 0) {
            throw new IllegalArgumentException("@MessageType must be below 0xff000000, type=0x%08x, record=%s"
                    .formatted(messageType.value(), type.getName()));
        }
        try {
            var lookup = MethodHandles.privateLookupIn(type, MethodHandles.lookup());
            var components = new ArrayList<Component>();
            for (var component : type.getRecordComponents()) {
                var field = PackedField.of(component.getType());
                if (field == null) {
                    throw new IllegalArgumentException("component type must be one of " + PackedField.supported()
                            + ", component=" + component.getName() + ", type="
                            + component.getType().getName() + ", record=" + type.getName());
                }
                var accessor = lookup.unreflect(component.getAccessor())
                        .asType(MethodType.methodType(Object.class, Object.class));
                components.add(new Component(component.getName(), field, accessor));
            }
            var parameters = Arrays.stream(type.getRecordComponents())
                    .map(RecordComponent::getType)
                    .toArray(Class<?>[]::new);
            var constructor = lookup.findConstructor(type, MethodType.methodType(void.class, parameters))
                    .asSpreader(Object[].class, parameters.length)
                    .asType(MethodType.methodType(Object.class, Object[].class));
            return new PackedStruct<>(type, messageType.value(), List.copyOf(components), constructor);
        } catch (ReflectiveOperationException e) {
            throw new IllegalArgumentException(
                    "record must be open to dev.microkernel.core (add `opens " + type.getPackageName()
                            + "` to its module), record=" + type.getName(),
                    e);
        }
    }

    /** The record's class. */
    public Class<R> type() {
        return type;
    }

    /** The record's {@link MessageType}. */
    public int messageType() {
        return messageType;
    }

    /** The bytes of a message. */
    public byte[] encode(R message) {
        var values = new Object[components.size()];
        int length = 0;
        for (int i = 0; i < values.length; i++) {
            var component = components.get(i);
            values[i] = component.field().toWire(read(component, message));
            length += component.field().length(values[i]);
        }
        var out = ByteBuffer.allocate(length).order(ByteOrder.LITTLE_ENDIAN);
        for (int i = 0; i < values.length; i++) {
            components.get(i).field().write(out, values[i]);
        }
        return out.array();
    }

    /**
     * The message in a payload.
     *
     * @throws MalformedMessageException if the bytes are too few or too many, a length lies, text is not UTF-8, or the
     *     record's constructor refuses the values
     */
    public R decode(byte[] payload) {
        var in = ByteBuffer.wrap(payload).order(ByteOrder.LITTLE_ENDIAN);
        var values = new Object[components.size()];
        for (int i = 0; i < values.length; i++) {
            var component = components.get(i);
            try {
                values[i] = component.field().read(in);
            } catch (MalformedMessageException e) {
                throw new MalformedMessageException(
                        type.getSimpleName() + "." + component.name() + " " + e.getMessage());
            }
        }
        if (in.hasRemaining()) {
            throw new MalformedMessageException(
                    type.getSimpleName() + " must have " + in.position() + " bytes, length=" + payload.length);
        }
        try {
            return type.cast((Object) constructor.invokeExact(values));
        } catch (RuntimeException e) {
            throw new MalformedMessageException(type.getSimpleName() + " refused its values: " + e.getMessage());
        } catch (Throwable e) {
            throw new IllegalStateException("constructor of " + type.getName() + " failed", e);
        }
    }

    private static Object read(Component component, Record message) {
        try {
            return (Object) component.accessor().invokeExact((Object) message);
        } catch (Throwable e) {
            throw new IllegalStateException("accessor " + component.name() + " of " + message + " failed", e);
        }
    }
}
