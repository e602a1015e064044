package dev.microkernel.spring.route;

import java.net.URI;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.http.ProblemDetail;
import org.springframework.http.server.reactive.ServerHttpRequest;
import org.springframework.web.ErrorResponseException;
import org.springframework.web.server.ServerWebExchange;

/** What a request must have to become a WebSocket (RFC 6455, 4.2), checked before anything is opened for it. */
final class WebSocketHandshake {

    private static final String VERSION = "13";
    private static final String SUBPROTOCOL = "Sec-WebSocket-Protocol";
    private static final String ANY_ORIGIN = "*";

    private WebSocketHandshake() {}

    /**
     * Lets a request pass.
     *
     * @param allowedOrigins beside that of the application itself. A browser sends cookies with whatever page opens a
     *     WebSocket, and no CORS check stops that page from reading: this check does (RFC 6455, 10.2)
     * @throws ErrorResponseException if it cannot become a WebSocket, or may not
     */
    static void check(ServerHttpRequest request, List<String> allowedOrigins) {
        var headers = request.getHeaders();
        if (!containsToken(headers, HttpHeaders.UPGRADE, "websocket")
                || !containsToken(headers, HttpHeaders.CONNECTION, "upgrade")) {
            throw refused(HttpStatus.UPGRADE_REQUIRED, "This is for WebSockets.", HttpHeaders.UPGRADE, "websocket");
        }
        if (!VERSION.equals(headers.getFirst("Sec-WebSocket-Version"))) {
            throw refused(
                    HttpStatus.UPGRADE_REQUIRED, "The WebSocket version must be 13.", "Sec-WebSocket-Version", VERSION);
        }
        if (headers.getFirst("Sec-WebSocket-Key") == null) {
            throw refused(HttpStatus.BAD_REQUEST, "Sec-WebSocket-Key is missing.", null, null);
        }
        var origin = headers.getOrigin();
        if (origin != null && !isAllowed(origin, request.getURI(), allowedOrigins)) {
            throw refused(HttpStatus.FORBIDDEN, "This origin may not open WebSockets here.", null, null);
        }
    }

    /** The sub-protocol that is chosen; empty for none. */
    static String subprotocol(ServerHttpRequest request, List<String> supported) {
        return request.getHeaders().getValuesAsList(SUBPROTOCOL).stream()
                .filter(supported::contains)
                .findFirst()
                .orElse("");
    }

    /** As if the client had named this sub-protocol only: Spring does not see those behind a comma and a blank. */
    static ServerWebExchange speaking(String subprotocol, ServerWebExchange exchange) {
        return exchange.mutate()
                .request(request -> request.headers(headers -> {
                    if (subprotocol.isEmpty()) {
                        headers.remove(SUBPROTOCOL);
                    } else {
                        headers.set(SUBPROTOCOL, subprotocol);
                    }
                }))
                .build();
    }

    private static boolean containsToken(HttpHeaders headers, String name, String token) {
        return headers.getValuesAsList(name).stream().anyMatch(token::equalsIgnoreCase);
    }

    private static boolean isAllowed(String origin, URI target, List<String> allowedOrigins) {
        if (allowedOrigins.contains(ANY_ORIGIN) || allowedOrigins.contains(origin)) {
            return true;
        }
        try {
            var from = URI.create(origin);
            return target.getScheme().equalsIgnoreCase(schemeOf(from))
                    && target.getHost().equalsIgnoreCase(from.getHost())
                    && portOf(target) == portOf(from);
        } catch (IllegalArgumentException notAnOrigin) {
            return false;
        }
    }

    private static String schemeOf(URI origin) {
        return String.valueOf(origin.getScheme()).toLowerCase(Locale.ROOT);
    }

    private static int portOf(URI uri) {
        if (uri.getPort() != -1) {
            return uri.getPort();
        }
        return "https".equalsIgnoreCase(uri.getScheme()) ? 443 : 80;
    }

    private static ErrorResponseException refused(
            HttpStatus status, String detail, @Nullable String header, @Nullable String value) {
        var refused = new ErrorResponseException(status, ProblemDetail.forStatusAndDetail(status, detail), null);
        if (header != null) {
            refused.getHeaders().set(header, value);
        }
        return refused;
    }
}
