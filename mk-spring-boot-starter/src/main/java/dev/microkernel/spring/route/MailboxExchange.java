package dev.microkernel.spring.route;

import dev.microkernel.actor.ActorRef;
import dev.microkernel.mailbox.Delivery;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import org.springframework.http.HttpStatus;
import org.springframework.http.HttpStatusCode;
import org.springframework.web.reactive.function.server.ServerRequest;
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

    <M> Mono<ServerResponse> send(ServerRequest request, ActorRef<M> actor, M message) {
        return asks
                ? ask(actor, message)
                        .flatMap(reply -> received(reply, request))
                        .flatMap(reply -> routes.replies().of(reply, status))
                : tell(actor, message);
    }

    /** The reply to come. Asked within {@code handle}, which puts the request's thread-local context in place, its trace for one. */
    private <M> Mono<CompletableFuture<Object>> ask(ActorRef<M> actor, M message) {
        return Mono.just(message)
                .handle((made, sink) -> sink.next(routes.interceptor()
                        .ask(actor, made, () -> actor.ask(made, untyped(wireForm.type()), timeout))));
    }

    /**
     * The reply, on the connection's thread: an actor must not wait while what it has replied is made a response. Whoever
     * cancels it gives up the wait.
     */
    private static Mono<Object> received(CompletableFuture<Object> reply, ServerRequest request) {
        var executor = Connection.executor(request.exchange().getRequest());
        return Mono.create(sink -> {
            sink.onCancel(() -> reply.cancel(true));
            var _ = reply.whenComplete((value, failure) -> executor.execute(() -> {
                if (failure == null) {
                    sink.success(value);
                } else {
                    sink.error(failure);
                }
            }));
        });
    }

    @SuppressWarnings("unchecked") // what is cast to it is used as an Object only
    private static Class<Object> untyped(Class<?> type) {
        return (Class<Object>) type;
    }

    private static <M> Mono<ServerResponse> tell(ActorRef<M> actor, M message) {
        return Mono.just(message)
                .<Delivery>handle((made, sink) -> sink.next(actor.tell(made))) // as above
                .flatMap(delivery -> delivery == Delivery.ACCEPTED
                        ? ServerResponse.status(HttpStatus.ACCEPTED).build()
                        : Mono.error(new RefusedException(delivery)));
    }
}
