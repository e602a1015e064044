package dev.microkernel.fuzz;

import java.lang.reflect.Constructor;
import java.lang.reflect.Method;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.util.Arrays;
import java.util.List;

/** What reflection says of a record, looked up once. */
record Shape(List<Type> components, List<Method> accessors, Constructor<?> constructor) {

    private static final ClassValue<Shape> SHAPES = new ClassValue<>() {
        @Override
        protected Shape computeValue(Class<?> type) {
            var components = List.of(type.getRecordComponents());
            var parameters = components.stream().map(RecordComponent::getType).toArray(Class<?>[]::new);
            try {
                return new Shape(
                        components.stream().map(RecordComponent::getGenericType).toList(),
                        components.stream().map(RecordComponent::getAccessor).toList(),
                        type.getDeclaredConstructor(parameters));
            } catch (NoSuchMethodException e) {
                throw new IllegalArgumentException("is no record, type=" + type, e);
            }
        }
    };

    static Shape of(Class<?> record) {
        return SHAPES.get(record);
    }

    Object make(Object[] values) {
        try {
            return constructor.newInstance(values);
        } catch (ReflectiveOperationException e) {
            throw new IllegalArgumentException("no sample refuses values, values=" + Arrays.toString(values), e);
        }
    }

    Object[] take(Object record) {
        return accessors.stream()
                .map(accessor -> {
                    try {
                        return accessor.invoke(record);
                    } catch (ReflectiveOperationException e) {
                        throw new IllegalArgumentException("no sample refuses access, accessor=" + accessor, e);
                    }
                })
                .toArray();
    }
}
