package dev.microkernel.spring.route;

import dev.microkernel.actor.ActorRef;
import dev.microkernel.mailbox.Delivery;
import java.time.Duration;
import org.springframework.http.HttpStatus;
import org.springframework.http.HttpStatusCode;
import org.springframework.web.reactive.function.server.ServerResponse;
import reactor.core.publisher.Mono;

/**
 * How a message gets to an actor, and what comes back to the client.
 *
 * @param asks whether there will be a reply
 * @param timeout how long it may take
 * @param status of the response, unless the reply says another
 */
record MailboxExchange(RouteContext routes, boolean asks, Duration timeout, HttpStatusCode status, WireForm wireForm) {

    <M> Mono<ServerResponse> send(ActorRef<M> actor, M message) {
        return asks ? ask(actor, message).flatMap(reply -> routes.replies().of(reply, status)) : tell(actor, message);
    }

    /** The reply. Whoever cancels it gives up the wait. */
    <M> Mono<Object> ask(ActorRef<M> actor, M message) {
        return Mono.fromFuture(() -> actor.ask(message, wireForm.type(), timeout));
    }

    private static <M> Mono<ServerResponse> tell(ActorRef<M> actor, M message) {
        var delivery = actor.tell(message);
        return delivery == Delivery.ACCEPTED
                ? ServerResponse.status(HttpStatus.ACCEPTED).build()
                : Mono.error(new RefusedException(delivery));
    }
}
