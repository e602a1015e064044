package dev.microkernel.spring.route;

import dev.microkernel.actor.ActorRef;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;

/** Goes around the messages by which routes ask actors. A bean of this type is found. */
public interface RouteInterceptor {

    /** Lets every message pass as it is. */
    RouteInterceptor NONE = new RouteInterceptor() {
        @Override
        public <R> CompletableFuture<R> ask(ActorRef<?> actor, Object message, Supplier<CompletableFuture<R>> next) {
            return next.get();
        }
    };

    /**
     * Asks an actor. On the request's thread, with its thread-local context in place.
     *
     * @param next does it
     * @return the reply, as {@code next} gives it
     */
    <R> CompletableFuture<R> ask(ActorRef<?> actor, Object message, Supplier<CompletableFuture<R>> next);
}
