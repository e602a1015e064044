package dev.microkernel.net.http;

import dev.microkernel.net.NetException;
import dev.microkernel.net.NetFailure;
import java.net.URI;
import java.net.http.HttpHeaders;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.util.Locale;
import java.util.Objects;
import java.util.Set;

/** Where a redirect leads, and with what (RFC 9110, 15.4). Pure. */
final class Redirects {

    /** What is between this client and the origin that it was given for, and nobody else's business. */
    private static final Set<String> CREDENTIALS = Set.of("authorization", "cookie", "proxy-authorization");

    private Redirects() {}

    /** Whether a response is a redirect that can be followed. */
    static boolean isRedirect(int status, HttpHeaders headers) {
        return switch (status) {
            case 301, 302, 303, 307, 308 -> headers.firstValue("Location").isPresent();
            default -> false;
        };
    }

    /**
     * The request that follows.
     *
     * @throws NetException if the redirect leads to no web page, or from TLS to none
     */
    static HttpRequest follow(HttpRequest request, int status, HttpHeaders headers) throws NetException {
        var target = target(request.uri(), headers.firstValue("Location").orElseThrow());
        boolean becomesGet = becomesGet(request.method(), status);
        boolean staysAtOrigin = origin(request.uri()).equals(origin(target));
        var next = HttpRequest.newBuilder(
                        request,
                        (name, value) -> (staysAtOrigin || !CREDENTIALS.contains(name.toLowerCase(Locale.ROOT)))
                                && !(becomesGet && name.toLowerCase(Locale.ROOT).startsWith("content-")))
                .uri(target);
        if (becomesGet) {
            next.method("GET", BodyPublishers.noBody());
        }
        return next.build();
    }

    /** 303 says so; 301 and 302 do for POST only, as all clients have it. */
    private static boolean becomesGet(String method, int status) {
        return switch (status) {
            case 303 -> !method.equals("GET") && !method.equals("HEAD");
            case 301, 302 -> method.equals("POST");
            default -> false;
        };
    }

    private static URI target(URI from, String location) throws NetException {
        URI target;
        try {
            target = from.resolve(location);
        } catch (IllegalArgumentException malformed) {
            throw new NetException(
                    NetFailure.Kind.PROTOCOL, "a redirect leads to what is no URI: " + malformed.getMessage());
        }
        var scheme = Objects.requireNonNullElse(target.getScheme(), "").toLowerCase(Locale.ROOT);
        if ((!scheme.equals("http") && !scheme.equals("https")) || target.getHost() == null) {
            throw new NetException(
                    NetFailure.Kind.FORBIDDEN, "a redirect must lead to http or https, location=" + target);
        }
        if (scheme.equals("http") && "https".equalsIgnoreCase(from.getScheme())) {
            throw new NetException(
                    NetFailure.Kind.FORBIDDEN, "a redirect must not lead from https to http, location=" + target);
        }
        return target;
    }

    /** Scheme, host and port, with the port that the scheme implies. */
    static String origin(URI uri) {
        var scheme = uri.getScheme().toLowerCase(Locale.ROOT);
        int implied = scheme.equals("https") ? 443 : 80;
        return scheme + "://" + uri.getHost().toLowerCase(Locale.ROOT) + ":"
                + (uri.getPort() < 0 ? implied : uri.getPort());
    }
}
