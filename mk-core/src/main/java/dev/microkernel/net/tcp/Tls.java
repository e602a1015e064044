package dev.microkernel.net.tcp;

import java.security.NoSuchAlgorithmException;
import java.util.List;
import java.util.Optional;
import javax.net.ssl.SSLContext;

/**
 * How a connection is encrypted: TLS 1.3 or 1.2, as JSSE does it. A client always checks that the server's certificate
 * is trusted by the context and is the host's (RFC 9110, 4.3.4). A server picks the certificate by the name that the
 * client asks for (SNI) if its context has a key manager of algorithm {@code PKIX}. Immutable.
 *
 * @param context keys and trust
 * @param serverName for clients: the host whose certificate is expected and that is asked for by SNI; empty for the host
 *     that is connected to
 * @param applicationProtocols what may be spoken, the most wanted first (ALPN, RFC 7301); empty to negotiate nothing
 * @param clientCertificate for servers: whether the client must show a certificate
 */
public record Tls(
        SSLContext context,
        Optional<String> serverName,
        List<String> applicationProtocols,
        ClientCertificate clientCertificate) {

    /** What a server wants of its clients. */
    public enum ClientCertificate {
        /** No certificate. */
        NONE,
        /** One that is trusted, if the client has any. */
        WANTED,
        /** One that is trusted; others are refused (mutual TLS). */
        REQUIRED
    }

    /** Copies the list. */
    public Tls {
        applicationProtocols = List.copyOf(applicationProtocols);
    }

    /** With the JVM's own trust, for clients. */
    public static Tls ofDefaults() {
        try {
            return of(SSLContext.getDefault());
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("the JVM has no TLS context by default: " + e.getMessage(), e);
        }
    }

    /** With these keys and this trust, no ALPN, and no certificates of clients. */
    public static Tls of(SSLContext context) {
        return new Tls(context, Optional.empty(), List.of(), ClientCertificate.NONE);
    }

    /** Expecting and asking for this host, whatever is connected to. */
    public Tls withServerName(String name) {
        return new Tls(context, Optional.of(name), applicationProtocols, clientCertificate);
    }

    /** Negotiating one of these protocols. */
    public Tls withApplicationProtocols(String... protocols) {
        return new Tls(context, serverName, List.of(protocols), clientCertificate);
    }

    /** Wanting this of clients. */
    public Tls withClientCertificate(ClientCertificate wanted) {
        return new Tls(context, serverName, applicationProtocols, wanted);
    }
}
