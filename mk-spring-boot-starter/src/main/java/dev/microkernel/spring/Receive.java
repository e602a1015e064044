package dev.microkernel.spring;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * Marks a method of an {@link Actor} that handles the messages of its parameter's type; the most specific type wins. A
 * parameter that is a {@code Signal} makes it handle lifecycle events instead. Beside the message, a method may take the
 * {@code ActorContext} and the sender as {@code ActorRef}, in any order.
 *
 * <p>What the method returns, unless it is {@code void} or {@code null}, is the reply to the sender; a {@code
 * CompletionStage} replies when it completes. What it throws is a failure of the actor: its supervisor decides.
 *
 * <p>It must not block: it runs on one of few worker threads.
 */
@Documented
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.METHOD)
public @interface Receive {}
