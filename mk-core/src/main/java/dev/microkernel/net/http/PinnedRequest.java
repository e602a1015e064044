package dev.microkernel.net.http;

import java.net.URI;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/**
 * A request of code that is not trusted; see {@link PinnedHttp}.
 *
 * @param method one of {@code GET}, {@code HEAD}, {@code POST}, {@code PUT}, {@code PATCH}, {@code DELETE}, {@code OPTIONS}
 * @param headers by name; none of those that say how a message is framed, or where it goes
 * @param body may be empty
 */
@SuppressWarnings("ArrayRecordComponent") // never compared
public record PinnedRequest(String method, String url, Map<String, String> headers, byte[] body) {

    /** Most headers. */
    public static final int HEADERS_MAX = 50;

    private static final Set<String> METHODS = Set.of("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS");
    private static final Set<String> CREDENTIALS = Set.of("authorization", "cookie", "proxy-authorization");

    /** RFC 9110, 7.6.1, 7.8 and 10.1.1: what belongs to the connection, and what is said here already. */
    private static final Set<String> OURS = Set.of(
            "host",
            "connection",
            "content-length",
            "transfer-encoding",
            "te",
            "trailer",
            "upgrade",
            "expect",
            "keep-alive",
            "proxy-connection",
            "accept-encoding");

    private static final int SEE_OTHER = 303;

    /**
     * Refuses what could be read as something else.
     *
     * @throws IllegalArgumentException naming it
     */
    public PinnedRequest {
        if (!METHODS.contains(method)) {
            throw new IllegalArgumentException("a method is one of " + METHODS + ", method=" + method);
        }
        if (headers.size() > HEADERS_MAX) {
            throw new IllegalArgumentException("at most " + HEADERS_MAX + " headers, headers=" + headers.size());
        }
        headers.forEach(PinnedRequest::requireHeader);
        headers = Map.copyOf(headers);
    }

    private static void requireHeader(String name, String value) {
        if (!name.matches("[!#$%&'*+.^_`|~0-9A-Za-z-]{1,100}") || OURS.contains(name.toLowerCase(Locale.ROOT))) {
            throw new IllegalArgumentException("not a header that may be set, name=" + name);
        }
        if (!value.matches("[\\t\\x20-\\x7E]{0,4096}")) {
            throw new IllegalArgumentException("a header's value has visible characters of ASCII only, name=" + name);
        }
    }

    /** A GET without headers. */
    public static PinnedRequest get(String url) {
        return new PinnedRequest("GET", url, Map.of(), new byte[0]);
    }

    /** What is sent to where it has gone to. */
    PinnedRequest redirected(int status, boolean sameOrigin) {
        boolean turnsIntoGet = (status == SEE_OTHER && !method.equals("HEAD"))
                || ((status == 301 || status == 302) && method.equals("POST"));
        var kept = new LinkedHashMap<>(headers);
        if (!sameOrigin) {
            kept.keySet().removeIf(name -> CREDENTIALS.contains(name.toLowerCase(Locale.ROOT)));
        }
        if (turnsIntoGet) {
            kept.keySet().removeIf(name -> name.toLowerCase(Locale.ROOT).startsWith("content-"));
            return new PinnedRequest("GET", url, kept, new byte[0]);
        }
        return new PinnedRequest(method, url, kept, body);
    }

    /** All before the body. */
    String head(URI target, boolean usualPort) {
        var path = target.getRawPath() == null || target.getRawPath().isEmpty() ? "/" : target.getRawPath();
        var query = target.getRawQuery() == null ? "" : "?" + target.getRawQuery();
        var head = new StringBuilder(method)
                .append(' ')
                .append(URI.create(path + query).toASCIIString())
                .append(" HTTP/1.1\r\nHost: ")
                .append(target.getHost())
                .append(usualPort ? "" : ":" + target.getPort())
                .append("\r\nAccept-Encoding: identity\r\nConnection: close\r\n");
        if (headers.keySet().stream().noneMatch("user-agent"::equalsIgnoreCase)) {
            head.append("User-Agent: microkernel\r\n");
        }
        headers.forEach(
                (name, value) -> head.append(name).append(": ").append(value).append("\r\n"));
        if (body.length > 0 || method.startsWith("P")) {
            head.append("Content-Length: ").append(body.length).append("\r\n");
        }
        return head.append("\r\n").toString();
    }
}
