package dev.microkernel.spring.route;

import static org.springframework.web.reactive.function.server.RequestPredicates.method;
import static org.springframework.web.reactive.function.server.RequestPredicates.path;

import dev.microkernel.actor.ActorRef;
import dev.microkernel.net.websocket.WebSocketEvent;
import java.time.Duration;
import java.util.function.BiFunction;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpMethod;
import org.springframework.http.HttpStatus;
import org.springframework.http.HttpStatusCode;
import org.springframework.web.reactive.function.server.RequestPredicate;
import org.springframework.web.reactive.function.server.RouterFunction;
import org.springframework.web.reactive.function.server.RouterFunctions;
import org.springframework.web.reactive.function.server.ServerRequest;
import org.springframework.web.reactive.function.server.ServerResponse;
import org.springframework.web.server.ServerWebInputException;
import reactor.core.publisher.Mono;

/**
 * Collects the routes to one actor, or to one for each request. A request becomes a message; the actor's reply becomes the
 * body:
 *
 * <ul>
 *   <li>text and bytes ({@code byte[]}, {@code Bytes}, {@code WireMessage}) as they are, anything else as JSON;
 *   <li>an empty {@code Optional} is 404; a {@code ResponseEntity}, {@code ProblemDetail} or {@code ErrorResponse} says
 *       its status;
 *   <li>a {@code Publisher} is written as fast as the client reads, as lines of JSON unless a {@code ResponseEntity} around
 *       it says another type. When the client leaves, it is cancelled.
 * </ul>
 *
 * <p>Where there is no reply, the status says why (bodies as in RFC 9457): 503 with Retry-After if the mailbox is full, 504
 * if the time is over, 410 if the actor has stopped, or 503 if it was on another node, 500 if it failed over the message;
 * 400, 413 and 415 if the request could not be made a message.
 *
 * <p>What {@link #timeout}, {@link #status}, {@link #clients} and their like say holds for the routes that follow. Patterns are
 * WebFlux's: {@code /api/devices/{id}}. Functions that make messages throw what they find wrong with the request as an {@code
 * IllegalArgumentException}, whose text the client sees with status 400. For one thread.
 *
 * @param <M> the messages the actor takes
 */
public final class ActorRouteBuilder<M> {

    private final RouterFunctions.Builder routes = RouterFunctions.route();
    private final RouteContext context;
    private final Function<ServerRequest, ? extends ActorRef<M>> actorOf;
    private Duration askTimeout;
    private HttpStatusCode status = HttpStatus.OK;
    private WireForm wireForm = WireForm.ANY;
    private boolean asks = true;
    private @Nullable ClientSettings clients;

    ActorRouteBuilder(RouteContext context, Function<ServerRequest, ? extends ActorRef<M>> actorOf) {
        this.context = context;
        this.actorOf = actorOf;
        this.askTimeout = context.settings().askTimeout();
    }

    // ---- what holds for the routes that follow

    /** Waits so long for a reply. */
    public ActorRouteBuilder<M> timeout(Duration timeout) {
        if (!timeout.isPositive()) {
            throw new IllegalArgumentException("the time for a reply must be longer than zero, timeout=" + timeout);
        }
        askTimeout = timeout;
        return this;
    }

    /** Answers with this status where the reply says no other. */
    public ActorRouteBuilder<M> status(HttpStatusCode newStatus) {
        status = newStatus;
        return this;
    }

    /** Waits for no reply: a message that is accepted is answered with 202. */
    public ActorRouteBuilder<M> withoutReply() {
        asks = false;
        return this;
    }

    /** Waits for a reply, as routes do at first. */
    public ActorRouteBuilder<M> withReply() {
        asks = true;
        return this;
    }

    /**
     * Says what the actor answers, which is needed of actors on other nodes: {@code WireMessage} for bytes as they are, or a
     * record or sealed interface of records that have a {@code @MessageType}. Any other reply is answered with 500.
     */
    public ActorRouteBuilder<M> replies(Class<?> type) {
        wireForm = new WireForm(type);
        return this;
    }

    /** Treats the clients of event streams like this. */
    public ActorRouteBuilder<M> clients(ClientSettings settings) {
        clients = settings;
        return this;
    }

    // ---- HTTP

    /** Answers GET, and HEAD without the body. */
    public ActorRouteBuilder<M> get(String pattern, Function<ServerRequest, ? extends M> message) {
        return route(HttpMethod.GET, pattern, message).route(HttpMethod.HEAD, pattern, message);
    }

    /** Answers DELETE, without a look at the body. */
    public ActorRouteBuilder<M> delete(String pattern, Function<ServerRequest, ? extends M> message) {
        return route(HttpMethod.DELETE, pattern, message);
    }

    /** Answers POST, without a look at the body. */
    public ActorRouteBuilder<M> post(String pattern, Function<ServerRequest, ? extends M> message) {
        return route(HttpMethod.POST, pattern, message);
    }

    /** Answers POST; see {@link #route(HttpMethod, String, Class, BiFunction)}. */
    public <B> ActorRouteBuilder<M> post(
            String pattern, Class<B> bodyType, BiFunction<ServerRequest, ? super B, ? extends M> message) {
        return route(HttpMethod.POST, pattern, bodyType, message);
    }

    /** Answers PUT; see {@link #route(HttpMethod, String, Class, BiFunction)}. */
    public <B> ActorRouteBuilder<M> put(
            String pattern, Class<B> bodyType, BiFunction<ServerRequest, ? super B, ? extends M> message) {
        return route(HttpMethod.PUT, pattern, bodyType, message);
    }

    /** Answers PATCH; see {@link #route(HttpMethod, String, Class, BiFunction)}. */
    public <B> ActorRouteBuilder<M> patch(
            String pattern, Class<B> bodyType, BiFunction<ServerRequest, ? super B, ? extends M> message) {
        return route(HttpMethod.PATCH, pattern, bodyType, message);
    }

    /** Answers any method, without a look at the body. */
    public ActorRouteBuilder<M> route(HttpMethod method, String pattern, Function<ServerRequest, ? extends M> message) {
        return requests(method(method).and(path(pattern)), message);
    }

    /**
     * Answers any method.
     *
     * @param bodyType what the body is decoded to, {@code byte[]} for bytes as they are. A missing or malformed body, and
     *     one that breaks the constraints of its class, if the application has Bean Validation, is answered with 400; one
     *     that is longer than {@code spring.http.codecs.max-in-memory-size} with 413
     */
    public <B> ActorRouteBuilder<M> route(
            HttpMethod method,
            String pattern,
            Class<B> bodyType,
            BiFunction<ServerRequest, ? super B, ? extends M> message) {
        return bodies(method(method).and(path(pattern)), bodyType, message);
    }

    /**
     * Takes a body in parts, while it arrives. Each is a message, sent when the actor's mailbox has room, so a busy actor slows
     * the client down; one that has none for as long as a reply may take ends it with 503. The reply to the message behind the
     * last part is the response. Of a body that breaks off, or has a part that cannot be read, the actor hears, too.
     *
     * @param partType what the parts are decoded to: lines ({@code application/x-ndjson}) or elements of an array of JSON, or
     *     {@code byte[]} for bytes as they arrive
     * @param part makes the message of a part
     * @param end makes the message behind the parts
     */
    public <B> ActorRouteBuilder<M> upload(
            HttpMethod method,
            String pattern,
            Class<B> partType,
            BiFunction<ServerRequest, ? super B, ? extends M> part,
            BiFunction<ServerRequest, UploadEnd, ? extends M> end) {
        var exchange = new MailboxExchange(context, asks, askTimeout, status, wireForm);
        routes.route(
                method(method).and(path(pattern)),
                request -> answer(
                        request,
                        actor -> new UploadExchange<M, B>(context, exchange, actor, request, end).run(partType, part)));
        return this;
    }

    /** Answers requests, without a look at the body. */
    ActorRouteBuilder<M> requests(RequestPredicate requests, Function<ServerRequest, ? extends M> message) {
        return add(requests, request -> Mono.fromCallable(() -> RouteContext.make(() -> message.apply(request))));
    }

    /** Answers requests that have a body. */
    <B> ActorRouteBuilder<M> bodies(
            RequestPredicate requests, Class<B> bodyType, BiFunction<ServerRequest, ? super B, ? extends M> message) {
        return add(
                requests,
                request -> request.bodyToMono(bodyType)
                        .switchIfEmpty(Mono.error(() -> new ServerWebInputException("a body is required")))
                        .map(context::valid)
                        .map(body -> RouteContext.make(() -> message.apply(request, body))));
    }

    /** The same, if the application's constraints hold. */
    M valid(M message) {
        return context.valid(message);
    }

    private ActorRouteBuilder<M> add(RequestPredicate requests, Function<ServerRequest, Mono<? extends M>> message) {
        var exchange = new MailboxExchange(context, asks, askTimeout, status, wireForm);
        routes.route(
                requests,
                request -> answer(
                        request, actor -> message.apply(request).flatMap(made -> exchange.send(request, actor, made))));
        return this;
    }

    // ---- connections that stay

    /**
     * Answers GET with a stream of server-sent events: each message that the client's actor is told is one. The client hears
     * a comment when it is subscribed, and as a sign of life where there is no event; the stream ends with the actor it
     * subscribed to.
     *
     * @param subscribe makes the message by which the actor hears of the client. It is sent again with every heartbeat, for
     *     the case that the actor was restarted and forgot
     */
    public ActorRouteBuilder<M> sse(String pattern, BiFunction<ServerRequest, SseClient, ? extends M> subscribe) {
        return events(method(HttpMethod.GET).and(path(pattern)), subscribe);
    }

    /** Answers requests with event streams. */
    ActorRouteBuilder<M> events(
            RequestPredicate requests, BiFunction<ServerRequest, SseClient, ? extends M> subscribe) {
        var settings = clients == null ? context.settings().sse() : clients;
        var answers = wireForm;
        routes.route(
                requests,
                request -> answer(
                        request,
                        actor -> Mono.just(
                                new SseExchange<>(context, settings, answers, actor, request, subscribe).response())));
        return this;
    }

    /**
     * Answers WebSockets with {@link #webSocket(String, WebSocketSettings, BiFunction) usual settings}.
     */
    public ActorRouteBuilder<M> webSocket(
            String pattern, BiFunction<ServerRequest, WebSocketEvent, ? extends M> message) {
        return webSocket(pattern, WebSocketSettings.of(context.settings().webSocket()), message);
    }

    /**
     * Answers WebSockets: all that happens to them are messages of the actor. It speaks to a client by {@link
     * WebSocketEvent#socket}, which is also the sender, so that what it replies goes out, too: texts and bytes as they are,
     * {@code WebSocketCommand}s for what else there is, anything else as JSON. What comes in is read as fast as the actor's
     * mailbox takes it, one message of a client at a time, and none is lost.
     *
     * <p>A handshake is answered with 503 or 410 as other requests are. If the actor stops, its WebSockets are closed with
     * 1001, and with 1011 if it failed for good; a client that is too slow with 1013; one whose message is none for the
     * actor with 1008.
     *
     * @param message makes a message of an event; the request is the handshake
     */
    public ActorRouteBuilder<M> webSocket(
            String pattern,
            WebSocketSettings settings,
            BiFunction<ServerRequest, WebSocketEvent, ? extends M> message) {
        var answers = wireForm;
        routes.route(
                method(HttpMethod.GET).and(path(pattern)),
                request -> answer(
                        request,
                        actor -> Mono.just(new WebSocketExchange<>(
                                        context,
                                        settings,
                                        answers,
                                        request,
                                        () -> new WebSocketReceiver<>(
                                                actor, event -> message.apply(request, event), false))
                                .response())));
        return this;
    }

    /** The routes, to be made a bean. */
    public RouterFunction<ServerResponse> build() {
        return routes.build();
    }

    private Mono<ServerResponse> answer(
            ServerRequest request, Function<? super ActorRef<M>, Mono<ServerResponse>> handler) {
        ActorRef<M> actor;
        try {
            actor = RouteContext.make(() -> actorOf.apply(request));
        } catch (ServerWebInputException noActor) {
            return context.problems().of(noActor, false);
        }
        return handler.apply(actor)
                .onErrorResume(failure -> context.problems().of(failure, context.isElsewhere(actor)));
    }
}
