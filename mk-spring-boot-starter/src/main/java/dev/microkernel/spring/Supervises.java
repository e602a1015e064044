package dev.microkernel.spring;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * How an {@link Actor} supervises its children: those that name it as their parent, and those that it spawns. Every
 * attribute may hold placeholders, and {@code mk.actors.<name>.supervision.*} goes before it. Empty means: as {@code
 * RestartStrategy.oneForOne()}.
 */
@Documented
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.TYPE)
public @interface Supervises {

    /** Who is restarted when one fails: one-for-one, one-for-all or rest-for-one, in the order of their start. */
    String value() default "";

    /** How many restarts of all children together are granted within {@link #within}, 0 to 1000. */
    String maxRestarts() default "";

    /** The time in which restarts are counted, as 10s. */
    String within() default "";

    /** The first delay of a child that fails again, as 100ms; it doubles up to {@link #backoffMax}. */
    String backoffMin() default "";

    /** The longest delay. */
    String backoffMax() default "";

    /** Whether significant children that end have it stop: never (the default), any-significant or all-significant. */
    String autoShutdown() default "";
}
