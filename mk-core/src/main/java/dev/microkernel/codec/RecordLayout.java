package dev.microkernel.codec;

import java.lang.invoke.MethodHandle;
import java.nio.ByteBuffer;
import java.util.List;

/** A record: its components, one behind the other, in their order. */
final class RecordLayout implements Layout {

    /** One component; its accessor takes and gives an {@code Object}. */
    record Field(String name, Layout layout, MethodHandle accessor) {}

    private final Class<?> type;
    private final List<Field> fields;
    /** Takes an {@code Object[]} and gives an {@code Object}. */
    private final MethodHandle constructor;

    private final int lengthMin;

    RecordLayout(Class<?> type, List<Field> fields, MethodHandle constructor, int lengthMin) {
        this.type = type;
        this.fields = List.copyOf(fields);
        this.constructor = constructor;
        this.lengthMin = lengthMin;
    }

    @Override
    public int lengthMin() {
        return lengthMin;
    }

    @Override
    public void write(PackedOutput out, Object message) {
        for (var field : fields) {
            var value = get(field, message);
            try {
                if (value == null) {
                    throw new FieldException("must not be null");
                }
                field.layout().write(out, value);
            } catch (FieldException e) {
                throw e.within("." + field.name());
            }
        }
    }

    @Override
    public Object read(ByteBuffer in) {
        var values = new Object[fields.size()];
        for (int i = 0; i < values.length; i++) {
            var field = fields.get(i);
            try {
                values[i] = field.layout().read(in);
            } catch (FieldException e) {
                throw e.within("." + field.name());
            }
        }
        return construct(values);
    }

    /** Makes the record. Whatever its constructor throws over values from outside is the fault of those values. */
    private Object construct(Object[] values) {
        try {
            return (Object) constructor.invokeExact(values);
        } catch (OutOfMemoryError | InternalError | UnknownError | LinkageError e) {
            throw e;
        } catch (Throwable e) {
            throw new FieldException("refused its values: " + (e.getMessage() == null ? e : e.getMessage()));
        }
    }

    private Object get(Field field, Object message) {
        try {
            return (Object) field.accessor().invokeExact(message);
        } catch (RuntimeException | Error e) {
            throw e;
        } catch (Throwable e) {
            throw new IllegalStateException("accessor " + field.name() + " of " + type.getName() + " failed", e);
        }
    }
}
