package dev.microkernel.spring;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * How long the methods of an {@link ActorClient}, or one of them, wait for a reply; without it {@code mk.clients.ask-timeout}.
 */
@Documented
@Retention(RetentionPolicy.RUNTIME)
@Target({ElementType.TYPE, ElementType.METHOD})
public @interface AskTimeout {

    /** A duration, as 500ms; may hold placeholders. */
    String value();
}
