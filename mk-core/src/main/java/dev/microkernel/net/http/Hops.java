package dev.microkernel.net.http;

import dev.microkernel.net.NetException;
import dev.microkernel.net.NetFailure;
import dev.microkernel.net.dns.Lookups;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpHeaders;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodySubscribers;
import java.net.http.HttpResponse.ResponseInfo;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * One exchange with all its redirects. Each hop asks the grant, waits for a place at its host, and sends. Cancelling the
 * result ends whatever the present hop waits for.
 *
 * @param <T> what becomes of the body
 */
final class Hops<T> {

    /** Bodies of redirects are read to use the connection again, if they are not longer than this. */
    private static final long REDIRECT_BODY_MAX = 1 << 16;

    /** What came of it. */
    record Answer<T>(URI uri, int status, HttpHeaders headers, T body) {}

    private final HttpClient client;
    private final HostLimits limits;
    private final HttpGrant grant;
    private final int redirectsMax;
    private final Function<ResponseInfo, HttpResponse.BodySubscriber<T>> sink;

    private final CompletableFuture<Answer<T>> result = new CompletableFuture<>();
    private volatile @Nullable CompletableFuture<?> step;

    Hops(
            HttpClient client,
            HostLimits limits,
            HttpGrant grant,
            int redirectsMax,
            Function<ResponseInfo, HttpResponse.BodySubscriber<T>> sink) {
        this.client = client;
        this.limits = limits;
        this.grant = grant;
        this.redirectsMax = redirectsMax;
        this.sink = sink;
    }

    CompletableFuture<Answer<T>> run(HttpRequest request) {
        var _ = result.whenComplete((answer, failure) -> cancelStep());
        hop(request, 0);
        return result;
    }

    private void cancelStep() {
        var present = step;
        if (present != null) {
            present.cancel(true);
        }
    }

    /** Goes on with what a step brings, or gives it back if the result is there already: cancelled, say. */
    private <S> void then(CompletableFuture<S> next, CheckedConsumer<S> action, Consumer<S> giveBack) {
        step = next;
        var _ = next.whenComplete((value, failure) -> {
            if (failure != null) {
                result.completeExceptionally(failure);
            } else if (result.isDone()) {
                giveBack.accept(value);
            } else {
                try {
                    action.accept(value);
                } catch (IOException | RuntimeException e) {
                    result.completeExceptionally(e);
                }
            }
        });
        if (result.isDone()) {
            next.cancel(true); // it may have been cancelled before the step could be seen
        }
    }

    /** What may refuse. */
    @FunctionalInterface
    private interface CheckedConsumer<S> {
        void accept(S value) throws IOException;
    }

    private void hop(HttpRequest request, int redirects) {
        then(check(request.uri(), grant), allowed -> enter(request, redirects), allowed -> {});
    }

    /** Asks a grant; see {@link Http#check}. */
    static CompletableFuture<Boolean> check(URI uri, HttpGrant grant) {
        if (grant.equals(HttpGrant.ANYWHERE)) {
            return CompletableFuture.completedFuture(true);
        }
        return Lookups.resolve(hostOf(uri))
                .thenCompose(addresses -> grant.refusal(uri, addresses)
                        .map(rule -> CompletableFuture.<Boolean>failedFuture(
                                new NetException(NetFailure.Kind.FORBIDDEN, rule)))
                        .orElseGet(() -> CompletableFuture.completedFuture(true)));
    }

    /** The host as resolvers want it: IPv6 addresses have brackets in URIs only. */
    static String hostOf(URI uri) {
        var host = uri.getHost();
        return host.startsWith("[") ? host.substring(1, host.length() - 1) : host;
    }

    private void enter(HttpRequest request, int redirects) {
        then(limits.enter(Redirects.origin(request.uri())), leave -> send(request, redirects, leave), Runnable::run);
    }

    private void send(HttpRequest request, int redirects, Runnable leave) {
        CompletableFuture<HttpResponse<Optional<T>>> sent;
        try {
            sent = client.sendAsync(request, this::subscriber);
        } catch (RuntimeException refused) {
            leave.run();
            throw refused;
        }
        var _ = sent.whenComplete((response, failure) -> {
            if (response != null && response.body().orElse(null) instanceof BodyQueue body) {
                body.onEnd(leave);
            } else {
                leave.run();
            }
        });
        then(sent, response -> answered(request, redirects, response), Hops::discard);
    }

    private static void discard(HttpResponse<? extends Optional<?>> response) {
        if (response.body().orElse(null) instanceof BodyQueue body) {
            body.cancel();
        }
    }

    private boolean follows(int status, HttpHeaders headers) {
        return redirectsMax > 0 && Redirects.isRedirect(status, headers);
    }

    private HttpResponse.BodySubscriber<Optional<T>> subscriber(ResponseInfo info) {
        if (follows(info.statusCode(), info.headers())) {
            return new LimitedSubscriber<>(BodySubscribers.replacing(Optional.empty()), REDIRECT_BODY_MAX, -1);
        }
        return BodySubscribers.mapping(sink.apply(info), Optional::of);
    }

    private void answered(HttpRequest request, int redirects, HttpResponse<Optional<T>> response) throws NetException {
        if (response.body().isPresent()) {
            result.complete(new Answer<>(
                    request.uri(),
                    response.statusCode(),
                    response.headers(),
                    response.body().get()));
            return;
        }
        if (redirects == redirectsMax) {
            throw new NetException(
                    NetFailure.Kind.LIMIT,
                    "at most " + redirectsMax + " redirects are followed, last=" + request.uri());
        }
        hop(Redirects.follow(request, response.statusCode(), response.headers()), redirects + 1);
    }

    /** What a failure of the JDK's client means. */
    static NetFailure failure(String doing, Throwable thrown) {
        var failure = NetFailure.of(doing, thrown);
        // The client says so of connections that end where they should not.
        return failure.kind() == NetFailure.Kind.IO
                ? new NetFailure(NetFailure.Kind.BROKEN, failure.message())
                : failure;
    }
}
