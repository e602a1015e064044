package dev.microkernel.remote.link;

import dev.microkernel.remote.Refusal;
import dev.microkernel.remote.UdpPeer;
import dev.microkernel.wire.FrameCodec;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.DatagramChannel;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A UDP socket with a virtual thread that receives, and knows by its source whose each datagram is. */
final class UdpSocket {

    private static final Logger LOG = LoggerFactory.getLogger(UdpSocket.class);

    /** More than one can be long, so that one that is longer than allowed is not taken for a shorter one. */
    private static final int BUFFER_LENGTH = 1 << 16;

    /** What the kernel holds while this node is busy; it may have its own idea of how much is enough. */
    private static final int KERNEL_BUFFER_LENGTH = 1 << 20;

    private static final Duration CLOSE_LIMIT = Duration.ofSeconds(1);

    private record Route(UdpPeer peer, DatagramConnection connection) {}

    private final DatagramChannel channel;
    private final Refusals refusals;
    private final Thread receiver;
    private final Map<InetSocketAddress, Route> routes = new ConcurrentHashMap<>();

    private UdpSocket(DatagramChannel channel, Refusals refusals) throws IOException {
        this.channel = channel;
        this.refusals = refusals;
        this.receiver = Thread.ofVirtual().name("mk-udp-" + address().getPort()).unstarted(this::receive);
    }

    static UdpSocket open(InetSocketAddress local, Refusals refusals) throws IOException {
        var channel = DatagramChannel.open();
        try {
            channel.setOption(StandardSocketOptions.SO_RCVBUF, KERNEL_BUFFER_LENGTH);
            channel.bind(local);
            var socket = new UdpSocket(channel, refusals);
            socket.receiver.start();
            LOG.info("Receiving datagrams at {}", Links.text(socket.address()));
            return socket;
        } catch (IOException | RuntimeException e) {
            channel.close();
            throw e;
        }
    }

    InetSocketAddress address() throws IOException {
        return (InetSocketAddress) channel.getLocalAddress();
    }

    /**
     * Has a peer's datagrams go to a new connection from now on.
     *
     * @param room for how many bytes of them there is room
     */
    synchronized DatagramConnection connect(UdpPeer peer, InetSocketAddress remote, int room) throws IOException {
        var present = routes.get(remote);
        if (present != null && !present.peer.equals(peer)) {
            throw new IOException("node " + present.peer.identity() + " is at that address already");
        }
        disconnect(peer);
        var connection = new DatagramConnection(
                Links.text(remote), remote.getAddress(), datagram -> channel.send(datagram, remote), room);
        routes.put(remote, new Route(peer, connection));
        return connection;
    }

    /** Believes nothing more that comes from where a peer is. */
    synchronized void disconnect(UdpPeer peer) {
        routes.values().removeIf(route -> {
            boolean own = route.peer.equals(peer);
            if (own) {
                route.connection.close();
            }
            return own;
        });
    }

    private void receive() {
        var buffer = ByteBuffer.allocateDirect(BUFFER_LENGTH);
        while (channel.isOpen()) {
            try {
                buffer.clear();
                var from = (InetSocketAddress) channel.receive(buffer);
                take(from, buffer.flip());
            } catch (ClosedChannelException e) {
                return;
            } catch (IOException e) {
                LOG.warn("Receiving a datagram failed", e);
                TcpListener.pauseAfterFailure();
            }
        }
    }

    private void take(InetSocketAddress from, ByteBuffer datagram) {
        var route = routes.get(from);
        int length = datagram.remaining();
        if (route == null) {
            refusals.datagram(from, Refusal.STRANGER, "no peer is at that address");
        } else if (length < FrameCodec.HEADER_LENGTH || length > DatagramConnection.LENGTH_MAX) {
            refusals.datagram(
                    from,
                    Refusal.DATAGRAM,
                    "a datagram has " + FrameCodec.HEADER_LENGTH + ".." + DatagramConnection.LENGTH_MAX
                            + " bytes, length=" + length);
        } else if (!route.connection.offer(
                ByteBuffer.allocate(length).put(datagram).flip())) {
            refusals.datagram(
                    from, Refusal.DATAGRAM, "there is no link just now, or too many datagrams wait to be read");
        }
    }

    /** Closes it, and waits until its address is free again: a socket is closed only when nobody reads from it. */
    void close() {
        try {
            channel.close();
            var _ = receiver.join(CLOSE_LIMIT);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (IOException e) {
            LOG.debug("Closing a UDP socket failed", e);
        }
    }
}
