package dev.microkernel.net.http;

import dev.microkernel.net.NetException;
import dev.microkernel.net.NetFailure;
import dev.microkernel.net.dns.Lookups;
import dev.microkernel.time.TimeSource;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.ExecutionException;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.SSLSocketFactory;
import org.jspecify.annotations.Nullable;

/**
 * One request for code that is not trusted. The connection goes to the very address that the grant has allowed, and not to what
 * the name may stand for a moment later; so it is with every redirect. The JDK's client, and {@link Http} with it, looks
 * names up by itself, so that whoever has a name server of his own may slip an inner address in between.
 *
 * <p>HTTP/1.1, at most 4 MiB of body, 5 redirects, 30 s. No proxy, no cookies, no compression. Redirects are followed as
 * browsers do (Fetch standard, HTTP-redirect fetch): 303, and 301 and 302 to a POST, by a GET without a body; to another origin
 * without credentials.
 */
public final class PinnedHttp {

    /** Longest body, in bytes. */
    public static final int BODY_BYTES_MAX = 4 << 20;

    private static final int REDIRECTS_MAX = 5;
    private static final Duration TIMEOUT = Duration.ofSeconds(30);
    private static final int CONNECT_MILLIS = 5_000;
    private static final int HTTP_PORT = 80;
    private static final int HTTPS_PORT = 443;

    /**
     * What came back.
     *
     * @param location where it has gone to; null if it is here
     */
    @SuppressWarnings("ArrayRecordComponent") // never compared
    public record Answer(int status, byte[] body, @Nullable String location) {}

    private final HttpGrant grant;
    private final TimeSource time;
    private final long end;

    private PinnedHttp(HttpGrant grant, TimeSource time) {
        this.grant = grant;
        this.time = time;
        this.end = time.deadline(TIMEOUT);
    }

    /**
     * Sends a request, and again to where it has gone to. Blocks; to be called on a thread that may, best a virtual one.
     *
     * @param grant is asked for each address by itself
     * @return an answer without a location
     * @throws NetException of kind FORBIDDEN if the grant refuses, PROTOCOL if it is no URL, LIMIT if there is no end of
     *     redirects
     * @throws IOException if it fails in another way
     */
    public static Answer send(PinnedRequest request, HttpGrant grant, TimeSource time)
            throws IOException, InterruptedException {
        var fetch = new PinnedHttp(grant, time);
        var next = request;
        var target = parse(request.url());
        for (int redirects = 0; redirects <= REDIRECTS_MAX; redirects++) {
            var answer = fetch.sendOnce(next, target);
            if (answer.location() == null) {
                return answer;
            }
            var gone =
                    parse(target.resolve(reference(target, answer.location())).toString());
            next = next.redirected(answer.status(), Redirects.origin(gone).equals(Redirects.origin(target)));
            target = gone;
        }
        throw new NetException(
                NetFailure.Kind.LIMIT, "more than " + REDIRECTS_MAX + " redirects, url=" + request.url());
    }

    private static URI parse(String url) throws NetException {
        try {
            var uri = new URI(url);
            if (uri.getHost() == null || uri.getRawUserInfo() != null || !isHttp(uri)) {
                throw noUrl("an http or https URL with a host and without a user is wanted, url=" + url);
            }
            return uri;
        } catch (URISyntaxException none) {
            throw noUrl("no URL: " + none.getMessage());
        }
    }

    private static boolean isHttp(URI uri) {
        return "http".equalsIgnoreCase(uri.getScheme()) || isSecure(uri);
    }

    private static boolean isSecure(URI uri) {
        return "https".equalsIgnoreCase(uri.getScheme());
    }

    private static URI reference(URI base, String location) throws NetException {
        try {
            return new URI(location);
        } catch (URISyntaxException none) {
            throw noUrl(base + " redirects to what is no URL");
        }
    }

    private static NetException noUrl(String why) {
        return new NetException(NetFailure.Kind.PROTOCOL, why);
    }

    private Answer sendOnce(PinnedRequest request, URI target) throws IOException, InterruptedException {
        boolean secure = isSecure(target);
        int usualPort = secure ? HTTPS_PORT : HTTP_PORT;
        int port = target.getPort() >= 0 ? target.getPort() : usualPort;
        var address = granted(target);
        try (var plain = new Socket()) {
            plain.connect(new InetSocketAddress(address, port), CONNECT_MILLIS);
            var socket = secure ? secured(plain, Hops.hostOf(target), port) : plain;
            var out = socket.getOutputStream();
            out.write(request.head(target, port == usualPort).getBytes(StandardCharsets.US_ASCII));
            out.write(request.body());
            out.flush();
            return new ResponseReader(new BufferedInputStream(new Timed(socket)), BODY_BYTES_MAX)
                    .read(request.method().equals("HEAD"));
        }
    }

    private static Socket secured(Socket plain, String host, int port) throws IOException {
        plain.setSoTimeout(CONNECT_MILLIS);
        var socket =
                (SSLSocket) ((SSLSocketFactory) SSLSocketFactory.getDefault()).createSocket(plain, host, port, true);
        var parameters = socket.getSSLParameters();
        parameters.setEndpointIdentificationAlgorithm("HTTPS");
        socket.setSSLParameters(parameters);
        socket.startHandshake();
        return socket;
    }

    /** The first address of the host that the grant allows. */
    private InetAddress granted(URI target) throws NetException, InterruptedException {
        var rule = "the host has no address";
        for (var address : addresses(Hops.hostOf(target))) {
            var refusal = grant.refusal(target, List.of(address));
            if (refusal.isEmpty()) {
                return address;
            }
            rule = refusal.get();
        }
        throw new NetException(NetFailure.Kind.FORBIDDEN, rule);
    }

    private static List<InetAddress> addresses(String host) throws NetException, InterruptedException {
        try {
            return Lookups.resolve(host).get();
        } catch (ExecutionException unknown) {
            throw new NetException(NetFailure.of("looking up " + host, unknown));
        }
    }

    /** Reads of which each, and all together, must not take too long. */
    private final class Timed extends InputStream {
        private final Socket socket;
        private final InputStream in;

        Timed(Socket socket) throws IOException {
            this.socket = socket;
            this.in = socket.getInputStream();
        }

        @Override
        public int read() throws IOException {
            var one = new byte[1];
            return read(one, 0, 1) < 0 ? -1 : one[0] & 0xFF;
        }

        @Override
        public int read(byte[] bytes, int offset, int length) throws IOException {
            long left = Duration.ofNanos(end - time.nanoTime()).toMillis();
            if (left <= 0) {
                throw new SocketTimeoutException("no whole answer within " + TIMEOUT);
            }
            socket.setSoTimeout((int) Math.min(left, Integer.MAX_VALUE));
            return in.read(bytes, offset, length);
        }
    }
}
