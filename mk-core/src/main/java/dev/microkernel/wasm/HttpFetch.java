package dev.microkernel.wasm;

import dev.microkernel.time.TimeSource;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.Serial;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Locale;
import java.util.Set;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.SSLSocketFactory;
import org.jspecify.annotations.Nullable;

/**
 * One GET for a guest. The host is checked against what is granted, its address against what is private, and the connection
 * goes to the address that was checked, not to what the name may stand for a moment later; so it is with every redirect. The
 * JDK's client looks names up by itself, so it cannot be used here.
 */
final class HttpFetch {

    static final int URL_BYTES_MAX = 8_192;
    static final int BODY_MAX = 4 << 20;

    private static final int REDIRECTS_MAX = 5;
    private static final Duration TIMEOUT = Duration.ofSeconds(30);
    private static final int CONNECT_MILLIS = 5_000;
    private static final int HTTP_PORT = 80;
    private static final int HTTPS_PORT = 443;

    /** The host, or its address, is not granted. */
    static final class NotGrantedException extends IOException {
        @Serial
        private static final long serialVersionUID = 1L;

        NotGrantedException(String message) {
            super(message);
        }
    }

    /** What came back. */
    @SuppressWarnings("ArrayRecordComponent") // never compared
    record Response(int status, byte[] body, @Nullable String location) {}

    private final Set<String> hosts;
    private final TimeSource time;
    private final long end;

    HttpFetch(Set<String> hosts, TimeSource time) {
        this.hosts = hosts;
        this.time = time;
        this.end = time.deadline(TIMEOUT);
    }

    /** Fetches what is there, or where it has gone to. */
    Response get(String url) throws IOException {
        var target = parse(url);
        for (int redirects = 0; redirects <= REDIRECTS_MAX; redirects++) {
            var response = getOnce(target);
            if (response.location() == null) {
                return response;
            }
            target = parse(target.resolve(parse(target, response.location())).toString());
        }
        throw new IOException("more than " + REDIRECTS_MAX + " redirects, url=" + url);
    }

    private static URI parse(String url) throws IOException {
        try {
            var uri = new URI(url);
            var scheme = uri.getScheme();
            if (uri.getHost() == null
                    || uri.getRawUserInfo() != null
                    || !("http".equalsIgnoreCase(scheme) || "https".equalsIgnoreCase(scheme))) {
                throw new IOException("an http or https URL with a host is wanted, url=" + url);
            }
            return uri;
        } catch (URISyntaxException none) {
            throw new IOException("no URL: " + none.getMessage(), none);
        }
    }

    private static URI parse(URI base, String location) throws IOException {
        try {
            return new URI(location);
        } catch (URISyntaxException none) {
            throw new IOException(base + " redirects to what is no URL", none);
        }
    }

    private Response getOnce(URI target) throws IOException {
        boolean secure = "https".equalsIgnoreCase(target.getScheme());
        int port = target.getPort() >= 0 ? target.getPort() : secure ? HTTPS_PORT : HTTP_PORT;
        var host = target.getHost().toLowerCase(Locale.ROOT);
        var address = granted(host, port);
        try (var plain = new Socket()) {
            plain.connect(new InetSocketAddress(address, port), CONNECT_MILLIS);
            var socket = secure ? secured(plain, unbracketed(host), port) : plain;
            socket.getOutputStream().write(request(target, port, secure).getBytes(StandardCharsets.US_ASCII));
            socket.getOutputStream().flush();
            return new HttpResponseReader(new BufferedInputStream(new Timed(socket)), BODY_MAX).read();
        }
    }

    private static Socket secured(Socket plain, String host, int port) throws IOException {
        plain.setSoTimeout(CONNECT_MILLIS);
        var socket = (SSLSocket)
                ((SSLSocketFactory) SSLSocketFactory.getDefault()).createSocket(plain, host, port, true);
        var parameters = socket.getSSLParameters();
        parameters.setEndpointIdentificationAlgorithm("HTTPS");
        socket.setSSLParameters(parameters);
        socket.startHandshake();
        return socket;
    }

    private static String request(URI target, int port, boolean secure) {
        var path = target.getRawPath() == null || target.getRawPath().isEmpty() ? "/" : target.getRawPath();
        var query = target.getRawQuery() == null ? "" : "?" + target.getRawQuery();
        boolean usual = port == (secure ? HTTPS_PORT : HTTP_PORT);
        return "GET " + ascii(path + query) + " HTTP/1.1\r\nHost: " + target.getHost() + (usual ? "" : ":" + port)
                + "\r\nUser-Agent: microkernel\r\nAccept: */*\r\nAccept-Encoding: identity\r\nConnection: close\r\n\r\n";
    }

    private static String ascii(String text) {
        return URI.create(text).toASCIIString();
    }

    /** An address of the host that may be connected to. */
    private InetAddress granted(String host, int port) throws IOException {
        boolean withPort = hosts.contains(host + ":" + port);
        boolean usualPort = port == HTTP_PORT || port == HTTPS_PORT;
        if (!withPort && !(usualPort && hosts.contains(host))) {
            throw new NotGrantedException("not a granted host, host=" + host + ", port=" + port);
        }
        boolean named = host.equals("localhost") || isAddress(host);
        for (var address : InetAddress.getAllByName(unbracketed(host))) {
            if (named || PrivateAddresses.isPublic(address)) {
                return address;
            }
        }
        throw new NotGrantedException("the host's addresses are private; to allow that, grant the address itself, host="
                + host);
    }

    private static String unbracketed(String host) {
        return host.startsWith("[") ? host.substring(1, host.length() - 1) : host;
    }

    private static boolean isAddress(String host) {
        return host.startsWith("[") || host.matches("[0-9]+(\\.[0-9]+){3}");
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
