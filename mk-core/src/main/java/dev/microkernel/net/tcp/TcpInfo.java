package dev.microkernel.net.tcp;

import java.net.SocketAddress;
import java.security.cert.Certificate;
import java.util.List;
import java.util.Optional;

/**
 * What is known about an open connection.
 *
 * @param local this end
 * @param remote the other end
 * @param tls how it is encrypted, if it is
 */
public record TcpInfo(SocketAddress local, SocketAddress remote, Optional<TlsInfo> tls) {

    /**
     * What TLS has negotiated.
     *
     * @param protocol {@code TLSv1.3}, say
     * @param cipherSuite JSSE's name
     * @param applicationProtocol what ALPN chose; empty if nothing
     * @param peerCertificates the peer's certificate and those above it; empty if it showed none
     */
    public record TlsInfo(
            String protocol, String cipherSuite, String applicationProtocol, List<Certificate> peerCertificates) {

        /** Copies the list. */
        public TlsInfo {
            peerCertificates = List.copyOf(peerCertificates);
        }
    }
}
