package dev.microkernel.remote.link;

import dev.microkernel.remote.Mount;
import dev.microkernel.remote.MountException;
import dev.microkernel.remote.PeerInfo;
import dev.microkernel.remote.PlainPeer;
import java.io.IOException;
import java.net.BindException;
import java.net.ConnectException;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Listens for one peer that says no hello. While it is connected, others are refused. */
final class PlainListener implements Mount {

    private static final Logger LOG = LoggerFactory.getLogger(PlainListener.class);

    private static final int FILE_TYPE = 0170000;
    private static final int FILE_TYPE_SOCKET = 0140000;

    private final Links links;
    private final PlainLinks plain;
    private final PlainPeer peer;
    private final ServerSocketChannel server;
    private volatile @Nullable Link link;
    private volatile @Nullable String lastError;

    private PlainListener(Links links, PlainLinks plain, PlainPeer peer, ServerSocketChannel server) {
        this.links = links;
        this.plain = plain;
        this.peer = peer;
        this.server = server;
    }

    static PlainListener open(Links links, PlainLinks plain, PlainPeer peer) {
        try {
            var server = bind(peer.address());
            var listener = new PlainListener(links, plain, peer, server);
            Thread.ofVirtual().name("mk-accept-" + peer.identity()).start(listener::accept);
            LOG.info("Node {}({}) can mount at {}", peer.identity(), peer.nodeId(), Links.text(peer.address()));
            return listener;
        } catch (IOException e) {
            throw new MountException(
                    "cannot listen for node " + peer.identity() + " at " + Links.text(peer.address()) + ": "
                            + e.getMessage(),
                    e);
        }
    }

    private static ServerSocketChannel bind(SocketAddress address) throws IOException {
        boolean unix = address instanceof UnixDomainSocketAddress;
        if (address instanceof UnixDomainSocketAddress socket) {
            removeStale(socket.getPath());
        }
        var server = unix ? ServerSocketChannel.open(StandardProtocolFamily.UNIX) : ServerSocketChannel.open();
        try {
            return server.bind(address);
        } catch (IOException | RuntimeException e) {
            server.close();
            throw e;
        }
    }

    /** Removes the socket that a process left behind when it was killed: nobody answers there. */
    private static void removeStale(Path path) throws IOException {
        if (!Files.exists(path, LinkOption.NOFOLLOW_LINKS)) {
            return;
        }
        int mode = (Integer) Files.getAttribute(path, "unix:mode", LinkOption.NOFOLLOW_LINKS);
        if ((mode & FILE_TYPE) != FILE_TYPE_SOCKET) {
            throw new BindException("there is a file that is no socket");
        }
        try (var somebody = SocketChannel.open(UnixDomainSocketAddress.of(path))) {
            throw new BindException("somebody listens there: " + somebody.getRemoteAddress());
        } catch (ConnectException nobody) {
            Files.delete(path);
        }
    }

    private void accept() {
        while (server.isOpen()) {
            try {
                take(new SocketConnection(server.accept(), Links.text(peer.address())));
            } catch (ClosedChannelException e) {
                return;
            } catch (MountException refusal) {
                lastError = refusal.getMessage();
                LOG.warn("Refused a connection at {}: {}", Links.text(peer.address()), refusal.getMessage());
            } catch (IOException e) {
                lastError = e.getMessage();
                LOG.warn("Accepting node {} failed", peer.identity(), e);
                TcpListener.pauseAfterFailure();
            }
        }
    }

    private void take(SocketConnection connection) {
        var taken = plain.start(connection, peer, false);
        link = taken;
        var _ = taken.ended().thenAccept(reason -> lastError = reason);
    }

    @Override
    public List<SocketAddress> addresses() {
        return List.of(peer.address());
    }

    @Override
    public Optional<PeerInfo> peer() {
        return Optional.ofNullable(link).filter(present -> !present.isClosed()).map(Link::info);
    }

    @Override
    public Optional<String> lastError() {
        return Optional.ofNullable(lastError);
    }

    @Override
    public void close() {
        links.remove(this);
        try {
            server.close();
            if (peer.address() instanceof UnixDomainSocketAddress socket) {
                Files.deleteIfExists(socket.getPath());
            }
        } catch (IOException e) {
            LOG.debug("Closing the listener at {} failed", Links.text(peer.address()), e);
        }
        var present = link;
        if (present != null) {
            present.close("it was unmounted");
        }
    }

    /** Whether only processes of this machine can reach an address. */
    static boolean isLocal(SocketAddress address) {
        return address instanceof UnixDomainSocketAddress
                || (address instanceof InetSocketAddress inet
                        && !inet.isUnresolved()
                        && inet.getAddress().isLoopbackAddress());
    }
}
