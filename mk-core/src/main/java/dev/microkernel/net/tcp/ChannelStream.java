package dev.microkernel.net.tcp;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A stream by TCP or a Unix domain socket, as it is. */
final class ChannelStream implements ByteStream {

    private static final Logger LOG = LoggerFactory.getLogger(ChannelStream.class);

    private final SocketChannel channel;
    private final TcpInfo info;

    /** Over a channel that is connected. */
    ChannelStream(SocketChannel channel) throws IOException {
        this.channel = channel;
        this.info = new TcpInfo(channel.getLocalAddress(), channel.getRemoteAddress(), Optional.empty());
    }

    @Override
    public int read(ByteBuffer buffer) throws IOException {
        return channel.read(buffer);
    }

    @Override
    public void write(ByteBuffer bytes) throws IOException {
        channel.write(bytes);
    }

    @Override
    public void finishOutput() throws IOException {
        channel.shutdownOutput();
    }

    @Override
    public void close() {
        close(channel);
    }

    @Override
    public TcpInfo info() {
        return info;
    }

    static void close(AutoCloseable socket) {
        try {
            socket.close();
        } catch (Exception e) {
            LOG.debug("Closing a socket failed", e);
        }
    }
}
