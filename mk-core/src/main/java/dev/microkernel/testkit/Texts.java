package dev.microkernel.testkit;

import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Values as failures show them. */
final class Texts {

    private Texts() {}

    /** As {@code 1m2.5s}. */
    static String of(Duration span) {
        return span.toString().substring("PT".length()).toLowerCase(Locale.ROOT);
    }

    /** A message, or that there is none. */
    static String of(@Nullable Object message) {
        return message == null ? "nothing" : message.toString();
    }

    /** An actual value beside an expected one: with both classes where the texts are the same. */
    static String unlike(Object expected, @Nullable Object actual) {
        if (actual == null || !expected.toString().equals(actual.toString())) {
            return of(actual);
        }
        return expected.getClass() == actual.getClass()
                ? actual + ", which is not equal to it though its text is the same"
                : actual + ", but of " + actual.getClass().getName() + " and not "
                        + expected.getClass().getName();
    }

    /** What waits behind the message that a failure is about. */
    static String behind(List<?> waiting) {
        return waiting.isEmpty() ? "nothing waits behind it" : "waiting behind it: " + waiting;
    }

    /** What there is in place of what is not. */
    static String keys(Collection<?> present) {
        return present.isEmpty() ? "none" : "these only: " + present;
    }
}
