package dev.microkernel.spring;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * Marks a method of an {@link Actor} that is called at the beginning of a life that follows another, before {@link OnStart}. It
 * may take the {@code ActorContext}, and why the life before has ended: the {@code ExitReason}, or the exception as {@code
 * Throwable}, which is null if there was none. What it throws is a failure of the actor.
 */
@Documented
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.METHOD)
public @interface OnRestart {}
