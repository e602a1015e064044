package dev.microkernel.spring.bean;

import dev.microkernel.spring.ActorDefinitionException;
import dev.microkernel.spring.AskTimeout;
import java.lang.reflect.AnnotatedElement;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.convert.DurationStyle;
import org.springframework.core.annotation.AnnotatedElementUtils;
import org.springframework.core.env.Environment;

/** Reads {@link AskTimeout}. */
public final class AskTimeouts {

    private AskTimeouts() {}

    /**
     * What a method or class says; null if nothing.
     *
     * @throws ActorDefinitionException if it is no time to wait
     */
    public static @Nullable Duration of(AnnotatedElement declaring, Environment environment) {
        var annotation = AnnotatedElementUtils.findMergedAnnotation(declaring, AskTimeout.class);
        if (annotation == null) {
            return null;
        }
        try {
            var timeout = DurationStyle.detectAndParse(environment.resolveRequiredPlaceholders(annotation.value()));
            if (timeout.isPositive()) {
                return timeout;
            }
        } catch (IllegalArgumentException unreadable) {
            throw wrong(annotation, String.valueOf(unreadable.getMessage()));
        }
        throw wrong(annotation, "it must be longer than zero");
    }

    private static ActorDefinitionException wrong(AskTimeout annotation, String why) {
        return new ActorDefinitionException(
                "@AskTimeout(\"" + annotation.value() + "\") is no time to wait: " + why, "Write it as 500ms or 5s.");
    }
}
