package dev.microkernel.spring.client;

import java.time.Duration;
import org.reactivestreams.Publisher;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Schedulers;

/** Methods that return a Mono or a Flux, and what Reactor's threads may do. Loaded only where Reactor is there. */
final class ReactiveCalls {

    private ReactiveCalls() {}

    static boolean isMono(Class<?> type) {
        return type == Mono.class;
    }

    static boolean isFlux(Class<?> type) {
        return type == Flux.class;
    }

    /** Asks with every subscription; cancelling it gives up the wait. */
    static ClientMethod.Sending mono(Class<?> replyType, Duration timeout) {
        return (actor, message) -> Mono.fromFuture(() -> actor.ask(message, replyType, timeout));
    }

    /** Asks for a Flux with every subscription, which then has its demand from that one. */
    static ClientMethod.Sending flux(Duration timeout) {
        return (actor, message) ->
                Mono.fromFuture(() -> actor.ask(message, Flux.class, timeout)).flatMapMany(many -> (Publisher<?>) many);
    }

    /** Refuses threads on which others depend, as Reactor's own {@code block} does. */
    static void requireMayWait() {
        if (Schedulers.isInNonBlockingThread()) {
            throw new IllegalStateException("a client method that waits was called on "
                    + Thread.currentThread().getName()
                    + ", which must not wait; have the method return a Mono or a CompletionStage");
        }
    }
}
