package dev.microkernel.wasm;

import dev.microkernel.net.NetException;
import dev.microkernel.net.NetFailure;
import dev.microkernel.net.http.Http;
import dev.microkernel.net.http.HttpOptions;
import dev.microkernel.net.http.HttpReply;
import java.net.URI;
import java.net.URISyntaxException;
import java.net.http.HttpRequest;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ExecutionException;

/** GETs of guests. */
final class GuestHttp {

    static final int URL_BYTES_MAX = 8_192;
    static final int BODY_BYTES_MAX = 4 << 20;

    private static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(5);
    private static final Duration TIMEOUT = Duration.ofSeconds(30);
    private static final int REDIRECTS_MAX = 5;

    /** What guests share: made when the first one fetches. */
    private static final class Shared {
        static final Http HTTP = Http.of(HttpOptions.DEFAULT
                .withTimeouts(CONNECT_TIMEOUT, TIMEOUT, TIMEOUT)
                .withRedirectsMax(REDIRECTS_MAX)
                .withBodiesMax(BODY_BYTES_MAX, BODY_BYTES_MAX));
    }

    private GuestHttp() {}

    /**
     * Fetches what is there, or where it has gone to; waits for it.
     *
     * @param hosts from which it may be fetched; redirects are held to that, too
     */
    static HttpReply.Response get(Set<String> hosts, String url) throws NetException, InterruptedException {
        var answer = Shared.HTTP.send(HttpRequest.newBuilder(parse(url)).build(), new GrantedHosts(hosts));
        try {
            return switch (answer.get()) {
                case HttpReply.Response response -> response;
                case HttpReply.Failed(var _, var failure) -> throw new NetException(failure);
                case HttpReply.Saved saved -> throw new IllegalStateException("nothing was to be saved: " + saved);
            };
        } catch (ExecutionException impossible) {
            throw new IllegalStateException(impossible); // it is never completed exceptionally
        } finally {
            answer.cancel(true);
        }
    }

    private static URI parse(String url) throws NetException {
        try {
            var uri = new URI(url);
            var scheme = uri.getScheme();
            if (uri.getHost() == null
                    || uri.getRawUserInfo() != null
                    || !("http".equalsIgnoreCase(scheme) || "https".equalsIgnoreCase(scheme))) {
                throw new NetException(
                        NetFailure.Kind.PROTOCOL, "an http or https URL with a host and no user is wanted, url=" + url);
            }
            return uri;
        } catch (URISyntaxException none) {
            throw new NetException(NetFailure.Kind.PROTOCOL, "no URL: " + none.getMessage());
        }
    }
}
