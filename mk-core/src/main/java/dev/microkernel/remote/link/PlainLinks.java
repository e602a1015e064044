package dev.microkernel.remote.link;

import dev.microkernel.cell.Kernel;
import dev.microkernel.remote.Mount;
import dev.microkernel.remote.MountException;
import dev.microkernel.remote.PeerInfo;
import dev.microkernel.remote.PlainPeer;
import dev.microkernel.remote.UdpPeer;
import dev.microkernel.wire.FrameCodec;
import dev.microkernel.wire.Hello;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.SocketChannel;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** How links come about with nodes that say no hello: by Unix domain sockets, by TCP on this machine, and by UDP. */
final class PlainLinks {

    private static final int BUFFER_LENGTH = 4 * 1024;

    private static final Logger LOG = LoggerFactory.getLogger(PlainLinks.class);

    private final Kernel kernel;
    private final Links links;
    private final LocalNode self;
    private final LinkTable table;
    private final Dialer dialer;
    private final UdpSockets udp;

    PlainLinks(Kernel kernel, Links links, LocalNode self, LinkTable table, Dialer dialer) {
        this.kernel = kernel;
        this.links = links;
        this.self = self;
        this.table = table;
        this.dialer = dialer;
        this.udp = new UdpSockets(table.refusals());
    }

    // ---- connections

    /**
     * Mounts a node that says no hello, and again whenever the link is lost.
     *
     * @throws MountException if it cannot, or must not, listen there
     */
    Mount mount(PlainPeer peer) {
        if (!PlainListener.isLocal(peer.address())) {
            throw new MountException(
                    "a node that says no hello is not authenticated: it is mounted by a Unix domain socket or on loopback"
                            + " only, address=" + Links.text(peer.address()),
                    null);
        }
        requireOther(plainName(peer.nodeId(), peer.identity()));
        if (peer.opens()) {
            return links.keep(new Redial(
                    kernel,
                    links,
                    List.of(peer.address()),
                    i -> dialer.aside(Links.text(peer.address()), () -> start(open(peer.address()), peer, true)),
                    Links::nothing));
        }
        var listener = PlainListener.open(links, this, peer);
        try {
            links.add(listener);
        } catch (MountException e) {
            listener.close();
            throw e;
        }
        return listener;
    }

    // ---- datagrams

    /**
     * Mounts a node by UDP. See {@link Links#mount(UdpPeer)}.
     *
     * @throws MountException if it cannot, or must not, receive there
     */
    Mount mount(UdpPeer peer) {
        requireOther(plainName(peer.nodeId(), peer.identity()));
        requireResolved(peer.local());
        var known = literal(peer.remote());
        if (!known.isUnresolved()) {
            requireAllowed(peer, known);
        }
        UdpSocket socket;
        try {
            socket = udp.open(peer.local());
        } catch (IOException e) {
            throw new MountException(
                    "cannot receive from node " + peer.identity() + " at " + Links.text(peer.local()) + ": "
                            + e.getMessage(),
                    e);
        }
        Runnable release = () -> {
            socket.disconnect(peer);
            udp.release(peer.local());
        };
        try {
            return keep(plainName(peer.nodeId(), peer.identity()), peer.remote(), () -> open(socket, peer), release);
        } catch (MountException e) {
            release.run();
            throw e;
        }
    }

    /** Mounts another simulated node by datagrams. */
    Mount mount(NodeName peer, DatagramDialer.Opening opening) {
        var address = InetSocketAddress.createUnresolved(peer.identity(), 1);
        return keep(peer, address, opening, Links::nothing);
    }

    private Mount keep(NodeName peer, InetSocketAddress address, DatagramDialer.Opening opening, Runnable release) {
        var dial =
                new DatagramDialer(kernel, opening, connection -> start(connection, peer, DatagramDialer.CODEC, true));
        return links.keep(new Redial(
                kernel, links, List.of(address), i -> dialer.aside(Links.text(address), dial::dial), release));
    }

    /** Beyond loopback anybody can send under a peer's address: so that takes the word of whoever runs this node. */
    private void requireAllowed(UdpPeer peer, InetSocketAddress remote) {
        if (!self.settings().acceptsDatagrams(peer.local().getAddress(), remote.getAddress())) {
            throw new MountException(
                    "a node by UDP is not authenticated: both addresses are on loopback, or neither is and the peer's is in a"
                            + " network that is allowed (allow-legacy), local=" + Links.text(peer.local()) + ", remote="
                            + Links.text(remote),
                    null);
        }
    }

    private DatagramConnection open(UdpSocket socket, UdpPeer peer) throws IOException {
        var named = peer.remote();
        var remote = named.isUnresolved() ? new InetSocketAddress(named.getHostString(), named.getPort()) : named;
        requireResolved(remote);
        requireAllowed(peer, remote);
        return socket.connect(peer, remote, self.settings().window());
    }

    /** Says what is wrong with either. */
    private static NodeName plainName(int nodeId, String identity) {
        var hello = new Hello(nodeId, identity);
        return new NodeName(hello.nodeId(), hello.identity(), 0);
    }

    private static void requireResolved(InetSocketAddress address) {
        if (address.isUnresolved()) {
            throw new MountException("host is unknown, address=" + Links.text(address), null);
        }
    }

    /** The address itself, if it stands there in the place of a name, which needs no look-up. */
    private static InetSocketAddress literal(InetSocketAddress address) {
        try {
            return address.isUnresolved()
                    ? new InetSocketAddress(InetAddress.ofLiteral(address.getHostString()), address.getPort())
                    : address;
        } catch (IllegalArgumentException name) {
            return address;
        }
    }

    // ---- both

    private static SocketConnection open(SocketAddress address) throws IOException {
        return new SocketConnection(SocketChannel.open(address), Links.text(address));
    }

    /** Lets frames flow at once. On a Unix socket they are in the machine's order. */
    Link start(SocketConnection connection, PlainPeer peer, boolean opened) {
        var order = peer.address() instanceof UnixDomainSocketAddress ? ByteOrder.nativeOrder() : ByteOrder.BIG_ENDIAN;
        var codec = new FrameCodec(order, FrameCodec.DEFAULT_PAYLOAD_LENGTH_MAX);
        return start(connection, plainName(peer.nodeId(), peer.identity()), codec, opened);
    }

    private Link start(Connection connection, NodeName name, FrameCodec codec, boolean opened) {
        var greeting = new Greeting(
                connection, name, PeerInfo.Level.PLAIN, codec, codec, null, ByteBuffer.allocate(BUFFER_LENGTH));
        Link link;
        try {
            link = table.claimAlone(greeting, opened);
        } catch (RefusedException refusal) {
            connection.close();
            throw new MountException(refusal.text(), null);
        }
        LOG.info("Node {} is mounted without a hello", link);
        link.start(greeting.received());
        return link;
    }

    private void requireOther(NodeName peer) {
        try {
            table.requireOther(peer);
        } catch (RefusedException refusal) {
            throw new MountException(refusal.text(), null);
        }
    }
}
