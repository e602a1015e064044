package dev.microkernel.remote.link;

import dev.microkernel.remote.Tls;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.security.cert.CertificateParsingException;
import java.security.cert.X509Certificate;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import javax.net.ssl.SSLPeerUnverifiedException;
import javax.net.ssl.SSLSocket;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A TCP connection inside TLS. The first read or write shakes hands. */
final class TlsConnection implements Connection {

    private static final Logger LOG = LoggerFactory.getLogger(TlsConnection.class);

    /** The kind of subject alternative name that is a DNS name (RFC 5280). */
    private static final int DNS_NAME = 2;

    private final SocketChannel channel;
    private final SSLSocket socket;
    private final String address;
    private final boolean dialled;
    private final boolean mutual;

    private TlsConnection(SocketChannel channel, SSLSocket socket, String address, boolean dialled, Tls tls) {
        this.channel = channel;
        this.socket = socket;
        this.address = address;
        this.dialled = dialled;
        this.mutual = tls.isMutual();
        socket.setSSLParameters(tls.parameters());
        socket.setUseClientMode(dialled);
    }

    /** Over a channel that this node has connected. */
    static TlsConnection dialled(SocketChannel channel, String address, Tls tls) throws IOException {
        var remote = channel.socket().getInetAddress().getHostAddress();
        var socket = (SSLSocket) tls.context()
                .getSocketFactory()
                .createSocket(channel.socket(), remote, channel.socket().getPort(), true);
        return new TlsConnection(channel, socket, address, true, tls);
    }

    /** Over a channel that a peer has connected, and from which something has been read. */
    static TlsConnection accepted(SocketChannel channel, String address, Tls tls, ByteBuffer received)
            throws IOException {
        var bytes = new byte[received.remaining()];
        received.get(bytes);
        var socket = (SSLSocket)
                tls.context().getSocketFactory().createSocket(channel.socket(), new ByteArrayInputStream(bytes), true);
        return new TlsConnection(channel, socket, address, false, tls);
    }

    @Override
    public int read(ByteBuffer buffer) throws IOException {
        int count = socket.getInputStream()
                .read(buffer.array(), buffer.arrayOffset() + buffer.position(), buffer.remaining());
        if (count > 0) {
            buffer.position(buffer.position() + count);
        }
        return count;
    }

    @Override
    public void write(ByteBuffer bytes) throws IOException {
        socket.getOutputStream().write(bytes.array(), bytes.arrayOffset() + bytes.position(), bytes.remaining());
        bytes.position(bytes.limit());
    }

    @Override
    public void shutdownOutput() throws IOException {
        socket.shutdownOutput();
    }

    @Override
    public String address() {
        return address;
    }

    @Override
    public InetAddress remote() {
        return socket.getInetAddress();
    }

    @Override
    public boolean isPrivate() {
        return true;
    }

    @Override
    public boolean certifies(String identity) {
        try {
            var certificate = (X509Certificate) socket.getSession().getPeerCertificates()[0];
            return namesOf(certificate).stream()
                    .anyMatch(name -> name.toLowerCase(Locale.ROOT).equals(identity.toLowerCase(Locale.ROOT)));
        } catch (SSLPeerUnverifiedException e) {
            return !dialled && !mutual; // it was not asked to show one
        } catch (CertificateParsingException e) {
            LOG.debug("The certificate of {} cannot be read", address, e);
            return false;
        }
    }

    /** The DNS names of a certificate. Common names are not looked at, as RFC 9525 has it. */
    private static List<String> namesOf(X509Certificate certificate) throws CertificateParsingException {
        Collection<List<?>> alternatives = certificate.getSubjectAlternativeNames();
        return alternatives == null
                ? List.of()
                : alternatives.stream()
                        .filter(name -> name.get(0).equals(DNS_NAME))
                        .map(name -> String.valueOf(name.get(1)))
                        .toList();
    }

    /** Without the last words of TLS, which might wait for a peer that does not read: GOODBYE was said inside. */
    @Override
    public void close() {
        try {
            channel.close();
        } catch (IOException e) {
            LOG.debug("Closing the connection with {} failed", address, e);
        }
    }
}
