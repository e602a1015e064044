package dev.microkernel.remote.link;

import dev.microkernel.remote.MountException;
import dev.microkernel.remote.NodeListener;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A listening TCP socket with a virtual thread that accepts. */
final class TcpListener implements NodeListener {

    private static final Logger LOG = LoggerFactory.getLogger(TcpListener.class);

    private final Links links;
    private final ServerSocketChannel server;
    private final InetSocketAddress address;

    private TcpListener(Links links, ServerSocketChannel server) throws IOException {
        this.links = links;
        this.server = server;
        this.address = (InetSocketAddress) server.getLocalAddress();
    }

    static TcpListener open(InetSocketAddress address, Links links) {
        try {
            var server = ServerSocketChannel.open();
            try {
                server.bind(address);
                var listener = new TcpListener(links, server);
                Thread.ofVirtual().name("mk-accept-" + address.getPort()).start(listener::accept);
                LOG.info("Nodes can mount at {}", Links.text(listener.address));
                return listener;
            } catch (IOException | RuntimeException e) {
                server.close();
                throw e;
            }
        } catch (IOException e) {
            throw new MountException(
                    "cannot listen for nodes at " + Links.text(address) + ": " + e.getMessage()
                            + "; choose a free port (0 for any)",
                    e);
        }
    }

    private void accept() {
        while (server.isOpen()) {
            try {
                accept(server.accept());
            } catch (ClosedChannelException e) {
                return;
            } catch (IOException e) {
                // Out of file descriptors, say: those that exist go on, and the next accept may succeed.
                LOG.warn("Accepting a node failed", e);
                pauseAfterFailure();
            }
        }
    }

    private void accept(SocketChannel channel) {
        var connection = new SocketConnection(channel);
        try {
            connection.configure();
        } catch (IOException e) {
            connection.close(); // the peer is gone already
            return;
        }
        links.accept(connection);
    }

    /** Lets others free what accepting lacks, file descriptors say. */
    static void pauseAfterFailure() {
        try {
            Thread.sleep(100);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public InetSocketAddress address() {
        return address;
    }

    @Override
    public void close() {
        try {
            server.close();
        } catch (IOException e) {
            LOG.debug("Closing the listener at {} failed", address, e);
        }
        links.remove(this);
    }
}
