package dev.microkernel.remote.link;

import dev.microkernel.remote.Tls;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import jdk.net.ExtendedSocketOptions;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A connection by TCP or a Unix domain socket, on blocking reads and writes. */
final class SocketConnection implements Connection {

    private static final Logger LOG = LoggerFactory.getLogger(SocketConnection.class);

    /** A peer that does not answer the kernel's probes is gone after about 25 s. */
    private static final int KEEP_ALIVE_IDLE_SECONDS = 10;

    private static final int KEEP_ALIVE_INTERVAL_SECONDS = 5;
    private static final int KEEP_ALIVE_COUNT = 3;

    /** An address in no network. */
    private static final InetSocketAddress NOWHERE = new InetSocketAddress(0);

    private final SocketChannel channel;
    private final String address;

    /** Over a channel that is connected. */
    SocketConnection(SocketChannel channel) {
        this(channel, remoteText(channel));
    }

    /** Over a channel that is connected with somebody whose address says nothing. */
    SocketConnection(SocketChannel channel, String address) {
        this.channel = channel;
        this.address = address;
    }

    private static String remoteText(SocketChannel channel) {
        try {
            return Links.text(channel.getRemoteAddress());
        } catch (IOException e) {
            return "unknown";
        }
    }

    /** For TCP. */
    void configure() throws IOException {
        channel.setOption(StandardSocketOptions.TCP_NODELAY, true);
        // MK01 has no keep-alive of its own: have the kernel find out when a peer has lost its power.
        channel.setOption(StandardSocketOptions.SO_KEEPALIVE, true);
        if (channel.supportedOptions().contains(ExtendedSocketOptions.TCP_KEEPIDLE)) {
            channel.setOption(ExtendedSocketOptions.TCP_KEEPIDLE, KEEP_ALIVE_IDLE_SECONDS);
            channel.setOption(ExtendedSocketOptions.TCP_KEEPINTERVAL, KEEP_ALIVE_INTERVAL_SECONDS);
            channel.setOption(ExtendedSocketOptions.TCP_KEEPCOUNT, KEEP_ALIVE_COUNT);
        }
    }

    @Override
    public int read(ByteBuffer buffer) throws IOException {
        return channel.read(buffer);
    }

    @Override
    public void write(ByteBuffer bytes) throws IOException {
        while (bytes.hasRemaining()) {
            channel.write(bytes);
        }
    }

    @Override
    public void shutdownOutput() throws IOException {
        channel.shutdownOutput();
    }

    @Override
    public String address() {
        return address;
    }

    /** On a Unix domain socket everybody is on this machine. */
    @Override
    public InetAddress remote() {
        try {
            return channel.getRemoteAddress() instanceof InetSocketAddress inet
                    ? inet.getAddress()
                    : InetAddress.getLoopbackAddress();
        } catch (IOException e) {
            return NOWHERE.getAddress(); // it is closed
        }
    }

    @Override
    public Connection encrypted(Tls tls, ByteBuffer received) throws IOException {
        return TlsConnection.accepted(channel, address, tls, received);
    }

    /** This connection, encrypted, for the end that has connected. */
    Connection encrypted(Tls tls) throws IOException {
        return TlsConnection.dialled(channel, address, tls);
    }

    @Override
    public void close() {
        try {
            channel.close();
        } catch (IOException e) {
            LOG.debug("Closing the connection with {} failed", address, e);
        }
    }
}
