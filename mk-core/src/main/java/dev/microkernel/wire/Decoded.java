package dev.microkernel.wire;

import java.util.function.Function;

/**
 * What a decoder says of the bytes it was shown. Every input has exactly one of these answers.
 *
 * @param <T> what a complete input holds
 */
public sealed interface Decoded<T> {

    /** The input was whole and its bytes were consumed. */
    record Complete<T>(T value) implements Decoded<T> {}

    /** The input is a beginning; nothing was consumed. At least {@code missing} bytes more are needed. */
    record NeedMore<T>(int missing) implements Decoded<T> {}

    /** The input can never become whole. {@code reason} names the rule and the value that broke it. */
    record Malformed<T>(String reason) implements Decoded<T> {}

    /** The same answer about a part of the whole: a complete part becomes {@code whole.apply(part)}. */
    default <R> Decoded<R> map(Function<? super T, ? extends R> whole) {
        return switch (this) {
            case Complete<T>(var value) -> new Complete<>(whole.apply(value));
            case NeedMore<T>(var missing) -> new NeedMore<>(missing);
            case Malformed<T>(var reason) -> new Malformed<>(reason);
        };
    }

    /** The same answer with the name of the field in front of a malformed one's reason. */
    default Decoded<T> of(String field) {
        return this instanceof Malformed<T>(var reason) ? new Malformed<>(field + " " + reason) : this;
    }
}
