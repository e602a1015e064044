package dev.microkernel.spring.route;

import dev.microkernel.actor.ActorRef;
import dev.microkernel.mailbox.Delivery;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.BiFunction;
import org.jspecify.annotations.Nullable;
import org.springframework.http.CacheControl;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.http.codec.ServerSentEvent;
import org.springframework.web.reactive.function.BodyInserters;
import org.springframework.web.reactive.function.server.ServerRequest;
import org.springframework.web.reactive.function.server.ServerResponse;
import org.springframework.web.server.ServerWebExchange;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/**
 * One event stream from its subscription to its end.
 *
 * @param subscribe makes the message by which the actor hears of the client
 */
record SseExchange<M>(
        RouteContext routes,
        ClientSettings settings,
        WireForm wireForm,
        ActorRef<M> source,
        ServerRequest request,
        BiFunction<ServerRequest, SseClient, ? extends M> subscribe) {

    /** An open stream. */
    record Stream(Clients.Client client, Outbox<ServerSentEvent<Object>> outbox) {}

    ServerResponse response() {
        return new ConnectionResponse(
                HttpStatus.OK,
                (exchange, context) -> Mono.using(
                                this::open,
                                stream -> write(stream, exchange, context),
                                stream -> stream.client().close())
                        .onErrorResume(failure -> routes.writeProblem(failure, source, exchange, context)));
    }

    private Stream open() {
        var lastId = new AtomicReference<@Nullable String>(request.headers().firstHeader("Last-Event-ID"));
        var outbox = new Outbox<>(settings.buffer(), settings.slowClient(), SseActor::keyOf);
        var client = routes.clients()
                .open(
                        "sse",
                        wireForm.spec(
                                "SseClient",
                                actor -> new SseActor(
                                        actor,
                                        new SourceWatch(routes.system(), source),
                                        settings,
                                        outbox,
                                        again -> source.tell(message(again)),
                                        lastId)),
                        outbox::complete);
        try {
            var delivery = source.tell(message(new SseClient(client.actor(), lastId.get())));
            if (delivery != Delivery.ACCEPTED) {
                throw new RefusedException(delivery);
            }
            return new Stream(client, outbox);
        } catch (RuntimeException failure) {
            client.close();
            throw failure;
        }
    }

    private M message(SseClient client) {
        return RouteContext.make(() -> subscribe.apply(request, client));
    }

    private static Mono<Void> write(Stream stream, ServerWebExchange exchange, ServerResponse.Context context) {
        return ServerResponse.ok()
                .contentType(MediaType.TEXT_EVENT_STREAM)
                .cacheControl(CacheControl.noStore())
                .body(BodyInserters.fromServerSentEvents(Flux.from(stream.outbox())))
                .flatMap(response -> response.writeTo(exchange, context));
    }
}
