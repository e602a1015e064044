package dev.microkernel.codec;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.lang.reflect.GenericArrayType;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * Finds the layout of a record and of all that it holds; once for each record, so that no message costs reflection. Not
 * thread-safe.
 */
final class LayoutBuilder {

    private static final String SUPPORTED = "boolean, byte, short, int, long, float, double, String, an enum, a record,"
            + " an array, List or Optional of these";

    private static final Map<Class<?>, Layout> BY_CLASS = Map.ofEntries(
            Map.entry(boolean.class, ScalarLayout.BOOLEAN),
            Map.entry(byte.class, ScalarLayout.BYTE),
            Map.entry(short.class, ScalarLayout.SHORT),
            Map.entry(int.class, ScalarLayout.INT),
            Map.entry(long.class, ScalarLayout.LONG),
            Map.entry(float.class, ScalarLayout.FLOAT),
            Map.entry(double.class, ScalarLayout.DOUBLE),
            Map.entry(String.class, new TextLayout()),
            Map.entry(boolean[].class, new BooleanArrayLayout()),
            Map.entry(byte[].class, PrimitiveArrayLayout.BYTES),
            Map.entry(short[].class, PrimitiveArrayLayout.SHORTS),
            Map.entry(int[].class, PrimitiveArrayLayout.INTS),
            Map.entry(long[].class, PrimitiveArrayLayout.LONGS),
            Map.entry(float[].class, PrimitiveArrayLayout.FLOATS),
            Map.entry(double[].class, PrimitiveArrayLayout.DOUBLES));

    private final int lengthMax;
    private final Map<Class<?>, RecordLayout> known = new HashMap<>();
    /** The records whose layout is being found, from the outermost in. */
    private final LinkedHashSet<Class<?>> open = new LinkedHashSet<>();

    /**
     * A builder of layouts whose values have at most so many bytes.
     *
     * @param lengthMax a record that always has more is refused
     */
    LayoutBuilder(int lengthMax) {
        this.lengthMax = lengthMax;
    }

    /**
     * The layout of a record.
     *
     * @throws IllegalArgumentException if it has none, naming the component to change
     */
    RecordLayout record(Class<?> type) {
        var layout = known.get(type);
        if (layout == null) {
            if (!open.add(type)) {
                throw new IllegalArgumentException("a record must not contain itself, records="
                        + open.stream().map(Class::getName).collect(Collectors.joining(" > ")) + " > " + type.getName()
                        + "; send the parts in a list, and refer to them by index");
            }
            layout = build(type);
            open.remove(type);
            known.put(type, layout);
        }
        return layout;
    }

    private RecordLayout build(Class<?> type) {
        if (type.getTypeParameters().length > 0) {
            throw new IllegalArgumentException("a record with a layout must not be generic, record=" + type.getName());
        }
        try {
            var lookup = MethodHandles.privateLookupIn(type, MethodHandles.lookup());
            var fields = new ArrayList<RecordLayout.Field>();
            long lengthMin = 0;
            for (var component : type.getRecordComponents()) {
                var layout = of(component.getGenericType(), component);
                lengthMin += layout.lengthMin();
                var accessor = lookup.unreflect(component.getAccessor())
                        .asType(MethodType.methodType(Object.class, Object.class));
                fields.add(new RecordLayout.Field(component.getName(), layout, accessor));
            }
            if (lengthMin > lengthMax) {
                throw new IllegalArgumentException("a record must fit into " + lengthMax + " bytes, record="
                        + type.getName() + ", bytes=" + lengthMin);
            }
            var parameters = Arrays.stream(type.getRecordComponents())
                    .map(RecordComponent::getType)
                    .toArray(Class<?>[]::new);
            var constructor = lookup.findConstructor(type, MethodType.methodType(void.class, parameters))
                    .asSpreader(Object[].class, parameters.length)
                    .asType(MethodType.methodType(Object.class, Object[].class));
            return new RecordLayout(type, fields, constructor, (int) lengthMin);
        } catch (ReflectiveOperationException e) {
            throw new IllegalArgumentException(
                    "record must be open to dev.microkernel.core (add `opens " + type.getPackageName()
                            + "` to its module), record=" + type.getName(),
                    e);
        }
    }

    private Layout of(Type type, RecordComponent component) {
        return switch (type) {
            case Class<?> plain -> ofClass(plain, component);
            case GenericArrayType array -> array(array.getGenericComponentType(), component);
            case ParameterizedType generic
            when generic.getRawType() == List.class ->
                new ListLayout(element(generic.getActualTypeArguments()[0], component));
            case ParameterizedType generic
            when generic.getRawType() == Optional.class ->
                new OptionalLayout(argument(generic.getActualTypeArguments()[0], component));
            default -> throw unsupported(type, component);
        };
    }

    private Layout ofClass(Class<?> type, RecordComponent component) {
        var layout = BY_CLASS.get(type);
        if (layout != null) {
            return layout;
        }
        if (type.isRecord()) {
            return record(type);
        }
        if (type.isEnum()) {
            return enumeration(type, component);
        }
        if (type.isArray()) {
            return array(type.getComponentType(), component);
        }
        throw unsupported(type, component);
    }

    private static Layout enumeration(Class<?> type, RecordComponent component) {
        var constants = type.getEnumConstants();
        if (constants.length > EnumLayout.CONSTANTS_MAX) {
            throw new IllegalArgumentException("an enum must have at most " + EnumLayout.CONSTANTS_MAX
                    + " constants, for its ordinal is one byte, constants=" + constants.length + where(component));
        }
        return new EnumLayout(List.of(constants));
    }

    private Layout array(Type elementType, RecordComponent component) {
        var element = withBytes(of(elementType, component), component);
        return new ArrayLayout(rawClass(elementType, component), element);
    }

    private Layout element(Type type, RecordComponent component) {
        return withBytes(argument(type, component), component);
    }

    /** The layout of what stands in angle brackets, where a primitive is written as its box. */
    private Layout argument(Type type, RecordComponent component) {
        if (type instanceof Class<?> box && BY_CLASS.get(unboxed(box)) instanceof ScalarLayout scalar) {
            return scalar;
        }
        return of(type, component);
    }

    /** Elements without bytes would let a message of five bytes hold four billion of them. */
    private static Layout withBytes(Layout element, RecordComponent component) {
        if (element.lengthMin() == 0) {
            throw new IllegalArgumentException(
                    "elements of a list or array must have at least one byte" + where(component));
        }
        return element;
    }

    private static Class<?> rawClass(Type type, RecordComponent component) {
        return switch (type) {
            case Class<?> plain -> plain;
            case ParameterizedType generic -> rawClass(generic.getRawType(), component);
            case GenericArrayType array ->
                rawClass(array.getGenericComponentType(), component).arrayType();
            default -> throw unsupported(type, component);
        };
    }

    private static IllegalArgumentException unsupported(Type type, RecordComponent component) {
        return new IllegalArgumentException("component type must be " + SUPPORTED + where(component)
                + (isBox(type) ? "; a box is for lists and optionals, use the primitive" : ""));
    }

    private static boolean isBox(Type type) {
        return type instanceof Class<?> box && unboxed(box) != box;
    }

    /** The primitive of a box; any other class as it is. */
    private static Class<?> unboxed(Class<?> box) {
        return MethodType.methodType(box).unwrap().returnType();
    }

    private static String where(RecordComponent component) {
        return ", component=" + component.getName() + ", type="
                + component.getGenericType().getTypeName() + ", record="
                + component.getDeclaringRecord().getName();
    }
}
