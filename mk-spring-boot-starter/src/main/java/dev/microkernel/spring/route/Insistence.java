package dev.microkernel.spring.route;

import dev.microkernel.actor.AskException;
import dev.microkernel.mailbox.Delivery;
import java.time.Duration;
import java.util.function.Supplier;
import reactor.core.publisher.Mono;
import reactor.util.retry.Retry;
import reactor.util.retry.RetryBackoffSpec;

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
        return tell(tell).retryWhen(backoff().filter(Insistence::isFull));
    }

    /** The same, but fails when it has had no room for so long. */
    static Mono<Void> until(Supplier<Delivery> tell, Duration longest) {
        return whileFull(tell(tell), longest);
    }

    /** Sends, by an ask, say, again and again while that fails for want of room, but not for longer than that. */
    static <T> Mono<T> whileFull(Mono<T> sending, Duration longest) {
        return Mono.defer(() -> {
            long begun = System.nanoTime();
            return sending.retryWhen(
                    backoff().filter(failure -> isFull(failure) && System.nanoTime() - begun < longest.toNanos()));
        });
    }

    private static Mono<Void> tell(Supplier<Delivery> tell) {
        return Mono.defer(() -> {
            var delivery = tell.get();
            return isDone(delivery) ? Mono.empty() : Mono.error(new RefusedException(delivery));
        });
    }

    /** Whether there is nothing left to insist on: what is dropped is so by the actor's own wish. */
    static boolean isDone(Delivery delivery) {
        return switch (delivery) {
            case ACCEPTED, DROPPED -> true;
            case REFUSED_FULL, REFUSED_STOPPED -> false;
        };
    }

    private static RetryBackoffSpec backoff() {
        return Retry.backoff(Long.MAX_VALUE, FIRST).maxBackoff(LONGEST);
    }

    private static boolean isFull(Throwable failure) {
        return switch (failure) {
            case RefusedException refused -> refused.delivery() == Delivery.REFUSED_FULL;
            case AskException ask -> ask.kind() == AskException.Kind.REFUSED_FULL;
            default -> false;
        };
    }
}
