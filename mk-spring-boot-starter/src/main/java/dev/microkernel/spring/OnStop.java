package dev.microkernel.spring;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * Marks a method of an {@link Actor} that is called when it stops for good, behind its children and before the bean is
 * destroyed. It may take the {@code ActorContext}. What a life that is restarted holds is let go by {@code @PreDestroy}, which
 * comes at the end of each life.
 */
@Documented
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.METHOD)
public @interface OnStop {}
