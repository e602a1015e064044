package dev.microkernel.net.tcp;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.security.cert.Certificate;
import java.util.List;
import java.util.Optional;
import javax.net.ssl.SNIHostName;
import javax.net.ssl.SSLPeerUnverifiedException;
import javax.net.ssl.SSLSession;
import javax.net.ssl.SSLSocket;
import org.jspecify.annotations.Nullable;

/** A stream by TLS over TCP. */
final class TlsStream implements ByteStream {

    /** TLS cuts what is written into records of this length anyway. */
    private static final int RECORD = 16_384;

    private static final String[] PROTOCOLS = {"TLSv1.3", "TLSv1.2"};

    private final SocketChannel channel;
    private final SSLSocket socket;
    private final InputStream in;
    private final OutputStream out;
    private final TcpInfo info;
    private final byte[] writing = new byte[RECORD];

    private TlsStream(SocketChannel channel, SSLSocket socket) throws IOException {
        this.channel = channel;
        this.socket = socket;
        this.in = socket.getInputStream();
        this.out = socket.getOutputStream();
        this.info = new TcpInfo(channel.getLocalAddress(), channel.getRemoteAddress(), Optional.of(tlsInfo(socket)));
    }

    /**
     * Has the handshake done by the calling thread, as the client.
     *
     * @param host the one that the certificate must be of, unless the options name another
     */
    static TlsStream client(SocketChannel channel, Tls tls, String host) throws IOException {
        var expected = tls.serverName().orElse(host);
        var socket = over(channel, tls, expected);
        socket.setUseClientMode(true);
        var parameters = socket.getSSLParameters();
        parameters.setEndpointIdentificationAlgorithm("HTTPS");
        if (!isLiteralAddress(expected)) {
            parameters.setServerNames(List.of(new SNIHostName(expected)));
        }
        socket.setSSLParameters(parameters);
        return shakeHands(channel, socket);
    }

    /** Has the handshake done by the calling thread, as the server. */
    static TlsStream server(SocketChannel channel, Tls tls) throws IOException {
        var socket = over(channel, tls, null);
        socket.setUseClientMode(false);
        switch (tls.clientCertificate()) {
            case NONE -> socket.setNeedClientAuth(false);
            case WANTED -> socket.setWantClientAuth(true);
            case REQUIRED -> socket.setNeedClientAuth(true);
        }
        return shakeHands(channel, socket);
    }

    private static SSLSocket over(SocketChannel channel, Tls tls, @Nullable String host) throws IOException {
        var plain = channel.socket();
        var socket = (SSLSocket) tls.context().getSocketFactory().createSocket(plain, host, plain.getPort(), true);
        socket.setEnabledProtocols(PROTOCOLS);
        var parameters = socket.getSSLParameters();
        parameters.setApplicationProtocols(tls.applicationProtocols().toArray(String[]::new));
        socket.setSSLParameters(parameters);
        return socket;
    }

    private static TlsStream shakeHands(SocketChannel channel, SSLSocket socket) throws IOException {
        socket.startHandshake();
        return new TlsStream(channel, socket);
    }

    /** RFC 6066, 3: an address is no name to ask for. */
    private static boolean isLiteralAddress(String host) {
        return host.indexOf(':') >= 0 || host.chars().allMatch(c -> c == '.' || (c >= '0' && c <= '9'));
    }

    private static TcpInfo.TlsInfo tlsInfo(SSLSocket socket) {
        var session = socket.getSession();
        var chosen = socket.getApplicationProtocol();
        return new TcpInfo.TlsInfo(
                session.getProtocol(), session.getCipherSuite(), chosen == null ? "" : chosen, certificates(session));
    }

    private static List<Certificate> certificates(SSLSession session) {
        try {
            return List.of(session.getPeerCertificates());
        } catch (SSLPeerUnverifiedException none) {
            return List.of();
        }
    }

    @Override
    public int read(ByteBuffer buffer) throws IOException {
        int count = in.read(buffer.array(), buffer.arrayOffset() + buffer.position(), buffer.remaining());
        if (count > 0) {
            buffer.position(buffer.position() + count);
        }
        return count;
    }

    @Override
    public void write(ByteBuffer bytes) throws IOException {
        int count = Math.min(bytes.remaining(), writing.length);
        bytes.get(writing, 0, count);
        out.write(writing, 0, count);
    }

    @Override
    public void finishOutput() throws IOException {
        socket.shutdownOutput();
    }

    /** Not by the TLS socket, which would wait for a writer that waits for the peer. */
    @Override
    public void close() {
        ChannelStream.close(channel);
    }

    @Override
    public TcpInfo info() {
        return info;
    }
}
