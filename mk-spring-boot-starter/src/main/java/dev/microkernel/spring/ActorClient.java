package dev.microkernel.spring;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * An interface whose methods send messages to an actor. Those in the application's packages become beans; others are made by
 * {@link dev.microkernel.spring.client.ActorClients}.
 *
 * <p>A method takes the message, and before it the {@link ActorKey} if the actor is one of several. What it returns says how
 * the message is sent:
 *
 * <ul>
 *   <li>{@code void}: told; a refusal is thrown as a {@link DeliveryException}. {@code Delivery}: told; refusals are returned.
 *   <li>{@code CompletionStage<R>}, {@code Mono<R>}: asked for an R, the Mono with every subscription. {@code Flux<R>}: asked
 *       for a Flux.
 *   <li>any other type: asked, and the caller waits; for virtual threads, and others that may wait. What goes wrong is thrown
 *       as an {@code AskException}.
 * </ul>
 *
 * <p>If the actor is a bean, it must take each message, and reply to those that are asked with what is expected; otherwise the
 * application does not start.
 */
@Documented
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.TYPE)
public @interface ActorClient {

    /** The name of the actor, or of the actors by key; may hold placeholders. */
    String value();
}
