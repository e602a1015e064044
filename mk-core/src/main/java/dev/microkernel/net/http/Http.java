package dev.microkernel.net.http;

import dev.microkernel.actor.ActorRef;
import dev.microkernel.actor.ActorSpec;
import dev.microkernel.actor.RestartType;
import dev.microkernel.net.Bytes;
import dev.microkernel.net.NetFailure;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpHeaders;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodySubscriber;
import java.net.http.HttpResponse.BodySubscribers;
import java.net.http.HttpResponse.ResponseInfo;
import java.net.http.WebSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;

/**
 * Connections with HTTP servers, and the limits that hold for all who use them; one is enough for an application. Actors
 * use it by an actor, {@link #client} or {@link #stream}; others, and processes, by {@link #send}.
 *
 * <pre>{@code
 * var http = system.spawn("http", Http.of(HttpOptions.DEFAULT).client(1_000));
 * http.tell(new HttpCommand.Send(HttpRequest.newBuilder(uri).build()), context.adapter(HttpReply.class, Answered::new));
 * }</pre>
 *
 * <p>Requests are the JDK's: {@link HttpRequest} has all methods, headers, and bodies of bytes, text, files and streams.
 * Redirects are followed here and not by the JDK, so that each is checked: credentials do not go to another origin, none
 * leads from TLS to none, and a {@link HttpGrant} is asked anew. Safe for all threads.
 */
public final class Http implements AutoCloseable {

    private final HttpOptions options;
    private final HttpClient client;
    private final HostLimits limits;

    private Http(HttpOptions options) {
        this.options = options;
        this.limits = new HostLimits(options.exchangesPerHostMax(), options.waitingPerHostMax());
        var builder = HttpClient.newBuilder()
                .connectTimeout(options.connectTimeout())
                .version(options.version())
                .followRedirects(HttpClient.Redirect.NEVER)
                .executor(task -> Thread.ofVirtual().name("mk-http").start(task));
        options.proxy().ifPresent(builder::proxy);
        options.tls().ifPresent(builder::sslContext);
        this.client = builder.build();
    }

    /** With no connections yet. */
    public static Http of(HttpOptions options) {
        return new Http(options);
    }

    /** How it behaves. */
    public HttpOptions options() {
        return options;
    }

    // ---- for actors

    /**
     * An actor that sends requests and answers with their outcome; see {@link HttpCommand}. When it stops, its exchanges
     * are cancelled. Type {@code http}.
     *
     * @param exchangesMax how many exchanges it may have at a time; 1 or more. More are answered with a failure.
     */
    public ActorSpec<HttpCommand> client(int exchangesMax) {
        return client(exchangesMax, HttpGrant.ANYWHERE);
    }

    /** As {@link #client(int)}, for requests that may go only where the grant allows. */
    public ActorSpec<HttpCommand> client(int exchangesMax, HttpGrant grant) {
        if (exchangesMax < 1) {
            throw new IllegalArgumentException("most exchanges must be 1 or more, exchangesMax=" + exchangesMax);
        }
        return ActorSpec.<HttpCommand>of(context -> new HttpClientActor(context, this, exchangesMax, grant))
                .withType("http");
    }

    /**
     * An actor that sends one request and hands the body of its response on, piece by piece, as it comes and as the
     * listener takes it. It stops behind {@link HttpStreamEvent.Completed} or {@link HttpStreamEvent.Failed}, and with its
     * listener; to cancel it, stop it. It is temporary. Type {@code http-stream}.
     *
     * @param demand how many pieces are delivered before the listener asks for more by {@link HttpStreamCommand.Demand};
     *     {@link Integer#MAX_VALUE} for as many as its mailbox takes
     * @param listener hears what happens
     */
    public ActorSpec<HttpStreamCommand> stream(
            HttpRequest request, int demand, ActorRef<? super HttpStreamEvent> listener) {
        return stream(request, demand, HttpGrant.ANYWHERE, listener);
    }

    /** As {@link #stream(HttpRequest, int, ActorRef)}, for a request that may go only where the grant allows. */
    public ActorSpec<HttpStreamCommand> stream(
            HttpRequest request, int demand, HttpGrant grant, ActorRef<? super HttpStreamEvent> listener) {
        if (demand < 0) {
            throw new IllegalArgumentException("demand must be 0 or more, demand=" + demand);
        }
        return ActorSpec.<HttpStreamCommand>of(
                        context -> HttpStream.open(context, this, request, demand, grant, listener))
                .withType("http-stream")
                .withRestart(RestartType.TEMPORARY);
    }

    // ---- for others

    /**
     * Sends a request.
     *
     * @param grant where it may go
     * @return completed with a {@link HttpReply.Response} or {@link HttpReply.Failed}, never exceptionally; cancelling it
     *     cancels the exchange
     */
    public CompletableFuture<HttpReply> send(HttpRequest request, HttpGrant grant) {
        boolean packs = options.gzip()
                && request.headers().firstValue("Accept-Encoding").isEmpty();
        var sent = packs ? withHeader(request, "Accept-Encoding", "gzip") : request;
        var answer = start(
                sent,
                grant,
                info -> BodySubscribers.mapping(
                        new LimitedSubscriber<>(BodySubscribers.ofByteArray(), options.bodyBytesMax(), length(info)),
                        Bytes::of));
        return reply(request, timed(request, answer), got -> {
            var body = packs
                            && got.headers()
                                    .firstValue("Content-Encoding")
                                    .filter("gzip"::equalsIgnoreCase)
                                    .isPresent()
                    ? Gzip.unpack(got.body(), options.bodyBytesMax())
                    : got.body();
            return new HttpReply.Response(request, got.uri(), got.status(), got.headers(), body);
        });
    }

    /**
     * Sends a request and saves the body of its response; see {@link HttpCommand.Save}.
     *
     * @param grant where it may go
     * @return as {@link #send}
     */
    public CompletableFuture<HttpReply> save(HttpRequest request, HttpGrant grant, Path file) {
        Path part;
        try {
            part = Files.createTempFile(file.toAbsolutePath().getParent(), ".mk-", ".part");
        } catch (IOException e) {
            return CompletableFuture.completedFuture(
                    new HttpReply.Failed(request, NetFailure.of("cannot write beside " + file, e)));
        }
        var answer = start(
                request,
                grant,
                info -> isSuccess(info.statusCode())
                        ? new LimitedSubscriber<>(
                                BodySubscribers.mapping(BodySubscribers.ofFile(part), written -> Bytes.EMPTY),
                                options.savedBytesMax(),
                                length(info))
                        : BodySubscribers.mapping(
                                new LimitedSubscriber<>(
                                        BodySubscribers.ofByteArray(), options.bodyBytesMax(), length(info)),
                                Bytes::of));
        var reply = reply(request, timed(request, answer), got -> {
            if (!isSuccess(got.status())) {
                return new HttpReply.Response(request, got.uri(), got.status(), got.headers(), got.body());
            }
            Files.move(part, file, StandardCopyOption.REPLACE_EXISTING);
            return new HttpReply.Saved(request, got.uri(), got.status(), got.headers(), file, Files.size(file));
        });
        var _ = reply.whenComplete((done, cancelled) -> deleteIfThere(part));
        return reply;
    }

    /**
     * Sends a request and hands its body out as it comes, for one that reads it on a thread of its own.
     *
     * @param grant where it may go
     * @return completed when the headers have come, or exceptionally; cancelling it cancels the exchange
     */
    public CompletableFuture<Opened> open(HttpRequest request, HttpGrant grant) {
        var answer = start(request, grant, info -> new BodyQueue());
        var opened =
                timed(request, answer).thenApply(got -> new Opened(got.uri(), got.status(), got.headers(), got.body()));
        var _ = opened.whenComplete((done, cancelled) -> answer.cancel(true)); // does nothing unless it was cancelled
        return opened;
    }

    /**
     * Opens WebSockets with this client's proxy and trust, for {@code dev.microkernel.net.websocket} and those who want the
     * JDK's own.
     */
    public WebSocket.Builder webSocket() {
        return client.newWebSocketBuilder();
    }

    /**
     * Asks a grant, with the addresses that the host has now.
     *
     * @return fails with a {@link dev.microkernel.net.NetException} of kind FORBIDDEN if it refuses, or as looking up the
     *     host does
     */
    public static CompletableFuture<Boolean> check(URI uri, HttpGrant grant) {
        return Hops.check(uri, grant);
    }

    /**
     * A response whose body is still to come.
     *
     * @param uri where the last redirect led
     * @param body to be read to its end, or cancelled
     */
    public record Opened(URI uri, int status, HttpHeaders headers, BodyQueue body) {}

    private <T> CompletableFuture<Hops.Answer<T>> start(
            HttpRequest request, HttpGrant grant, Function<ResponseInfo, BodySubscriber<T>> sink) {
        return new Hops<>(client, limits, grant, options.redirectsMax(), sink).run(request);
    }

    /** Gives an exchange up that takes too long. */
    private <T> CompletableFuture<T> timed(HttpRequest request, CompletableFuture<T> answer) {
        var limit = request.timeout().orElse(options.timeout());
        return answer.orTimeout(limit.toNanos(), TimeUnit.NANOSECONDS);
    }

    /** Makes a reply of what comes, on a thread that may wait for a file. */
    private <T> CompletableFuture<HttpReply> reply(
            HttpRequest request, CompletableFuture<Hops.Answer<T>> answer, Maker<T> maker) {
        var reply = answer.handle((got, failure) -> {
            var doing = request.method() + " " + request.uri();
            if (failure != null) {
                return new HttpReply.Failed(request, Hops.failure(doing, failure));
            }
            try {
                return maker.make(got);
            } catch (IOException e) {
                return new HttpReply.Failed(request, NetFailure.of(doing, e));
            }
        });
        var _ = reply.whenComplete((done, cancelled) -> answer.cancel(true)); // does nothing unless it was cancelled
        return reply;
    }

    /** Makes a reply. */
    @FunctionalInterface
    private interface Maker<T> {
        HttpReply make(Hops.Answer<T> answer) throws IOException;
    }

    private static boolean isSuccess(int status) {
        return status >= 200 && status < 300;
    }

    private static long length(ResponseInfo info) {
        return info.headers().firstValueAsLong("Content-Length").orElse(-1);
    }

    static HttpRequest withHeader(HttpRequest request, String name, String value) {
        return HttpRequest.newBuilder(request, (known, present) -> true)
                .setHeader(name, value)
                .build();
    }

    private static void deleteIfThere(Path part) {
        try {
            Files.deleteIfExists(part);
        } catch (IOException left) {
            part.toFile().deleteOnExit();
        }
    }

    /** Breaks all connections off; what is under way fails. Idempotent. */
    @Override
    public void close() {
        client.shutdownNow();
    }
}
