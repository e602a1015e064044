package dev.microkernel.net.http;

import java.net.ProxySelector;
import java.net.http.HttpClient.Version;
import java.time.Duration;
import java.util.Optional;
import javax.net.ssl.SSLContext;

/**
 * How an {@link Http} behaves. Immutable; the {@code with} methods give a changed copy.
 *
 * @param connectTimeout how long connecting and the TLS handshake may take; longer than zero
 * @param timeout how long a whole exchange may take, redirects and body included, unless the request has a time-out of its
 *     own; for a stream, until its first byte. Longer than zero
 * @param idleTimeout how long a stream may be silent; longer than zero
 * @param redirectsMax how many redirects are followed, 0 to 20; with 0 a redirect is a response like any other
 * @param bodyBytesMax longest body of a response that is kept in memory, also when it is unpacked; 0 or more
 * @param savedBytesMax longest body that is saved to a file; 0 or more
 * @param exchangesPerHostMax how many exchanges with one host and port there may be at a time, 1 or more: by HTTP/1.1 each
 *     has a connection
 * @param waitingPerHostMax how many more may wait for that; 0 or more
 * @param gzip whether servers may pack bodies that are kept in memory
 * @param version highest version spoken
 * @param proxy what to connect through; empty for none
 * @param tls keys and trust; empty for the JVM's own
 */
public record HttpOptions(
        Duration connectTimeout,
        Duration timeout,
        Duration idleTimeout,
        int redirectsMax,
        int bodyBytesMax,
        long savedBytesMax,
        int exchangesPerHostMax,
        int waitingPerHostMax,
        boolean gzip,
        Version version,
        Optional<ProxySelector> proxy,
        Optional<SSLContext> tls) {

    /** Most redirects that may be followed. */
    public static final int REDIRECTS_MAX = 20;

    /**
     * 10 s to connect, 30 s for an exchange, 60 s of silence, 5 redirects, 8 MiB in memory and 1 GiB in files, 32 exchanges
     * with a host and 256 waiting, gzip, HTTP/2 where the server has it, no proxy.
     */
    public static final HttpOptions DEFAULT = new HttpOptions(
            Duration.ofSeconds(10),
            Duration.ofSeconds(30),
            Duration.ofSeconds(60),
            5,
            8 << 20,
            1L << 30,
            32,
            256,
            true,
            Version.HTTP_2,
            Optional.empty(),
            Optional.empty());

    /** Refuses what cannot be, naming it. */
    public HttpOptions {
        if (!connectTimeout.isPositive() || !timeout.isPositive() || !idleTimeout.isPositive()) {
            throw new IllegalArgumentException("time-outs must be longer than zero, connectTimeout=" + connectTimeout
                    + ", timeout=" + timeout + ", idleTimeout=" + idleTimeout);
        }
        if (redirectsMax < 0 || redirectsMax > REDIRECTS_MAX) {
            throw new IllegalArgumentException(
                    "most redirects must be 0.." + REDIRECTS_MAX + ", redirectsMax=" + redirectsMax);
        }
        if (bodyBytesMax < 0 || savedBytesMax < 0) {
            throw new IllegalArgumentException("longest bodies must be 0 bytes or more, bodyBytesMax=" + bodyBytesMax
                    + ", savedBytesMax=" + savedBytesMax);
        }
        if (exchangesPerHostMax < 1 || waitingPerHostMax < 0) {
            throw new IllegalArgumentException("exchanges with a host must be 1 or more, and 0 or more may wait,"
                    + " exchangesPerHostMax=" + exchangesPerHostMax + ", waitingPerHostMax=" + waitingPerHostMax);
        }
    }

    /** With these time-outs; see {@link #connectTimeout}, {@link #timeout} and {@link #idleTimeout}. */
    public HttpOptions withTimeouts(Duration connect, Duration exchange, Duration idle) {
        return new HttpOptions(
                connect,
                exchange,
                idle,
                redirectsMax,
                bodyBytesMax,
                savedBytesMax,
                exchangesPerHostMax,
                waitingPerHostMax,
                gzip,
                version,
                proxy,
                tls);
    }

    /** Following at most so many redirects. */
    public HttpOptions withRedirectsMax(int redirects) {
        return new HttpOptions(
                connectTimeout,
                timeout,
                idleTimeout,
                redirects,
                bodyBytesMax,
                savedBytesMax,
                exchangesPerHostMax,
                waitingPerHostMax,
                gzip,
                version,
                proxy,
                tls);
    }

    /** With bodies at most so long. */
    public HttpOptions withBodiesMax(int bytesInMemory, long bytesInFile) {
        return new HttpOptions(
                connectTimeout,
                timeout,
                idleTimeout,
                redirectsMax,
                bytesInMemory,
                bytesInFile,
                exchangesPerHostMax,
                waitingPerHostMax,
                gzip,
                version,
                proxy,
                tls);
    }

    /** With at most so many exchanges with one host at a time, and so many waiting. */
    public HttpOptions withPerHostMax(int exchanges, int waiting) {
        return new HttpOptions(
                connectTimeout,
                timeout,
                idleTimeout,
                redirectsMax,
                bodyBytesMax,
                savedBytesMax,
                exchanges,
                waiting,
                gzip,
                version,
                proxy,
                tls);
    }

    /** With bodies as servers have them. */
    public HttpOptions withoutGzip() {
        return new HttpOptions(
                connectTimeout,
                timeout,
                idleTimeout,
                redirectsMax,
                bodyBytesMax,
                savedBytesMax,
                exchangesPerHostMax,
                waitingPerHostMax,
                false,
                version,
                proxy,
                tls);
    }

    /** Speaking at most this version. */
    public HttpOptions withVersion(Version highest) {
        return new HttpOptions(
                connectTimeout,
                timeout,
                idleTimeout,
                redirectsMax,
                bodyBytesMax,
                savedBytesMax,
                exchangesPerHostMax,
                waitingPerHostMax,
                gzip,
                highest,
                proxy,
                tls);
    }

    /** Connecting through proxies. */
    public HttpOptions withProxy(ProxySelector selector) {
        return new HttpOptions(
                connectTimeout,
                timeout,
                idleTimeout,
                redirectsMax,
                bodyBytesMax,
                savedBytesMax,
                exchangesPerHostMax,
                waitingPerHostMax,
                gzip,
                version,
                Optional.of(selector),
                tls);
    }

    /** With these keys and this trust. */
    public HttpOptions withTls(SSLContext context) {
        return new HttpOptions(
                connectTimeout,
                timeout,
                idleTimeout,
                redirectsMax,
                bodyBytesMax,
                savedBytesMax,
                exchangesPerHostMax,
                waitingPerHostMax,
                gzip,
                version,
                proxy,
                Optional.of(context));
    }
}
