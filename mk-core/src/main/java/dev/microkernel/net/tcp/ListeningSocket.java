package dev.microkernel.net.tcp;

import java.io.IOException;
import java.net.BindException;
import java.net.ConnectException;
import java.net.SocketAddress;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A socket that listens, by TCP or in the file system. */
final class ListeningSocket {

    private static final Logger LOG = LoggerFactory.getLogger(ListeningSocket.class);

    private final ServerSocketChannel channel;
    private final SocketAddress address;

    private ListeningSocket(ServerSocketChannel channel) throws IOException {
        this.channel = channel;
        this.address = channel.getLocalAddress();
    }

    static ListeningSocket open(SocketAddress address) throws IOException {
        boolean unix = address instanceof UnixDomainSocketAddress;
        if (address instanceof UnixDomainSocketAddress file) {
            removeLeftBehind(file.getPath());
        }
        var channel = unix ? ServerSocketChannel.open(StandardProtocolFamily.UNIX) : ServerSocketChannel.open();
        try {
            return new ListeningSocket(channel.bind(address));
        } catch (IOException | RuntimeException e) {
            channel.close();
            throw e;
        }
    }

    /** Removes the socket of a process that was killed: it is one if it is no file, and nobody answers there. */
    private static void removeLeftBehind(Path path) throws IOException {
        if (Files.notExists(path, LinkOption.NOFOLLOW_LINKS)) {
            return;
        }
        if (!Files.readAttributes(path, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS)
                .isOther()) {
            throw new BindException("there is a file that is no socket");
        }
        try (var somebody = SocketChannel.open(UnixDomainSocketAddress.of(path))) {
            throw new BindException("somebody listens there: " + somebody.getRemoteAddress());
        } catch (ConnectException nobody) {
            Files.delete(path);
        }
    }

    SocketAddress address() {
        return address;
    }

    boolean isUnix() {
        return address instanceof UnixDomainSocketAddress;
    }

    /** Waits for a client. */
    SocketChannel accept() throws IOException {
        return channel.accept();
    }

    void close() {
        ChannelStream.close(channel);
        if (address instanceof UnixDomainSocketAddress file) {
            try {
                Files.deleteIfExists(file.getPath());
            } catch (IOException e) {
                LOG.debug("Removing the socket {} failed", file, e);
            }
        }
    }
}
