package dev.microkernel.spring.route;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * Leads WebSockets to a {@link dev.microkernel.spring.Receive} method that takes a {@code WebSocketEvent}: all that happens to
 * them are messages of the actor, as {@link ActorRouteBuilder#webSocket} says.
 */
@Documented
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.METHOD)
public @interface WebSocketMapping {

    /** Where, as in WebFlux: {@code /chat/{room}}; may hold placeholders. */
    String[] value();

    /** What may be spoken; the first that a client names of these is chosen. */
    String[] subprotocols() default {};
}
