package dev.microkernel.spring.route;

import dev.microkernel.actor.ActorRef;
import dev.microkernel.system.ActorSystem;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.function.BiFunction;
import java.util.function.Function;
import java.util.function.Supplier;
import org.springframework.web.reactive.function.server.RouterFunction;
import org.springframework.web.reactive.function.server.RouterFunctions;
import org.springframework.web.reactive.function.server.ServerRequest;
import org.springframework.web.reactive.function.server.ServerResponse;
import org.springframework.web.server.ServerWebInputException;
import reactor.core.publisher.Mono;

/**
 * Collects the routes to one actor. A request becomes a message; the actor's reply becomes the body, as JSON. A reply
 * that is an empty {@code Optional} is 404. Where there is no reply, the status says why (bodies as in RFC 9457): 503
 * with Retry-After if the mailbox is full, 504 if the time is over, 410 if the actor has stopped, 500 if it failed over
 * the message; and 400 if the request could not be made a message.
 *
 * @param <M> the messages the actor takes
 */
public final class ActorRouteBuilder<M> {

    private final RouterFunctions.Builder routes = RouterFunctions.route();
    private final ActorSystem system;
    private final ActorRef<M> actor;
    private final Duration askTimeout;
    private final RouteInterceptor interceptor;

    ActorRouteBuilder(ActorSystem system, ActorRef<M> actor, Duration askTimeout, RouteInterceptor interceptor) {
        this.interceptor = interceptor;
        this.system = system;
        this.actor = actor;
        this.askTimeout = askTimeout;
    }

    /**
     * Answers GET with the actor's reply.
     *
     * @param pattern as in WebFlux: {@code /api/devices/{id}}
     * @param message makes the message; what it finds wrong with the request it throws as an {@code
     *     IllegalArgumentException}, whose text the client sees
     */
    public ActorRouteBuilder<M> get(String pattern, Function<ServerRequest, ? extends M> message) {
        routes.GET(pattern, request -> ask(() -> message.apply(request)));
        return this;
    }

    /** Answers POST with the actor's reply, without a look at the body; see {@link #get}. */
    public ActorRouteBuilder<M> post(String pattern, Function<ServerRequest, ? extends M> message) {
        routes.POST(pattern, request -> ask(() -> message.apply(request)));
        return this;
    }

    /**
     * Answers POST with the actor's reply; see {@link #get}.
     *
     * @param bodyType what the body is decoded to; a missing or malformed body is answered with 400
     */
    public <B> ActorRouteBuilder<M> post(
            String pattern, Class<B> bodyType, BiFunction<ServerRequest, ? super B, ? extends M> message) {
        routes.POST(
                pattern,
                request -> request.bodyToMono(bodyType)
                        .switchIfEmpty(Mono.error(() -> new ServerWebInputException("a body is required")))
                        .flatMap(body -> ask(() -> message.apply(request, body))));
        return this;
    }

    /**
     * Answers GET with a stream of server-sent events: each message that the subscriber is told is one, as JSON.
     *
     * @param subscribe makes the message by which the actor hears of the subscriber, an actor that stops when the client
     *     is gone: watch it, or drop it when it refuses a message. The message is sent again every {@value
     *     SseSubscriber#RENEWAL_SECONDS} s, for the case that the actor was restarted and forgot.
     */
    public ActorRouteBuilder<M> sse(
            String pattern, BiFunction<ServerRequest, ActorRef<Object>, ? extends M> subscribe) {
        routes.GET(
                pattern,
                request -> SseSubscriber.respond(system, actor, subscriber -> subscribe.apply(request, subscriber)));
        return this;
    }

    /** The routes, to be made a bean. */
    public RouterFunction<ServerResponse> build() {
        return routes.build();
    }

    /** Within {@code handle}, which puts the request's thread-local context in place, its trace for one. */
    private CompletableFuture<Object> send(M message) {
        return interceptor.ask(actor, message, () -> actor.ask(message, Object.class, askTimeout));
    }

    private Mono<ServerResponse> ask(Supplier<? extends M> maker) {
        return Mono.fromCallable(maker::get)
                .onErrorMap(IllegalArgumentException.class, ActorResponses::badRequest)
                .<CompletableFuture<Object>>handle((message, sink) -> sink.next(send(message)))
                .flatMap(Mono::fromFuture)
                .flatMap(ActorResponses::ofReply)
                .onErrorResume(ActorResponses::ofFailure);
    }
}
