package dev.microkernel.spring.bean;

import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;

/** The one type that stands for several classes of messages. */
final class Protocol {

    private Protocol() {}

    /** The only one; or the most specific sealed type above them all; or Object where there is none. */
    static Class<?> of(Collection<? extends Class<?>> messages) {
        if (messages.size() == 1) {
            return messages.iterator().next();
        }
        List<Class<?>> above = messages.stream()
                .limit(1)
                .flatMap(Protocol::withSupertypes)
                .filter(Class::isSealed)
                .filter(candidate -> messages.stream().allMatch(candidate::isAssignableFrom))
                .distinct()
                .toList();
        return above.stream()
                .filter(candidate -> above.stream().allMatch(other -> other.isAssignableFrom(candidate)))
                .<Class<?>>map(candidate -> candidate)
                .findFirst()
                .orElse(above.isEmpty() ? Object.class : above.getFirst());
    }

    private static Stream<Class<?>> withSupertypes(Class<?> type) {
        return Stream.concat(
                Stream.of(type),
                Stream.concat(Stream.ofNullable(type.getSuperclass()), Arrays.stream(type.getInterfaces()))
                        .filter(Objects::nonNull)
                        .flatMap(Protocol::withSupertypes));
    }
}
