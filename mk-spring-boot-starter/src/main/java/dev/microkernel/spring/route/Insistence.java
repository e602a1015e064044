package dev.microkernel.spring.route;

import dev.microkernel.mailbox.Delivery;
import java.time.Duration;
import java.util.function.Supplier;
import reactor.core.publisher.Mono;
import reactor.util.retry.Retry;

/**
 * Tells an actor something again until its mailbox has room: what a connection has read must not be lost, and as long as it
 * reads nothing more, the client has to wait, too. Each refusal is counted as any other.
 */
final class Insistence {

    private static final Duration FIRST = Duration.ofMillis(10);
    private static final Duration LONGEST = Duration.ofSeconds(1);

    private Insistence() {}

    /** Completes when the actor has the message, fails when it has stopped. Cancelling gives up. */
    static Mono<Void> until(Supplier<Delivery> tell) {
        return Mono.<Void>defer(() -> {
                    var delivery = tell.get();
                    return switch (delivery) {
                        case ACCEPTED, DROPPED -> Mono.empty(); // what is dropped is so by the actor's own wish
                        case REFUSED_FULL, REFUSED_STOPPED -> Mono.error(new RefusedException(delivery));
                    };
                })
                .retryWhen(Retry.backoff(Long.MAX_VALUE, FIRST)
                        .maxBackoff(LONGEST)
                        .filter(failure -> failure instanceof RefusedException refused
                                && refused.delivery() == Delivery.REFUSED_FULL));
    }
}
