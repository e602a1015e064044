package dev.microkernel.remote.link;

import dev.microkernel.cell.Kernel;
import dev.microkernel.remote.Mount;
import dev.microkernel.remote.MountException;
import dev.microkernel.remote.NodeListener;
import dev.microkernel.remote.PeerInfo;
import dev.microkernel.remote.PlainPeer;
import dev.microkernel.wire.Decoded;
import dev.microkernel.wire.FrameCodec;
import dev.microkernel.wire.Hello;
import dev.microkernel.wire.SystemMessage.CapsReply;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.LongAdder;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The links of one node, at most one to each peer, and the handshakes that lead to them. */
public final class Links implements AutoCloseable {

    /** How long a peer may take to say hello. */
    static final Duration HELLO_TIMEOUT = Duration.ofSeconds(3);

    /** Most connections that have not said hello yet; more are closed at once. */
    static final int HANDSHAKES_MAX = 64;

    private static final Logger LOG = LoggerFactory.getLogger(Links.class);

    /** Most addresses of one peer that is kept mounted. */
    public static final int ADDRESSES_MAX = 16;

    /** Most peers that are kept mounted. */
    public static final int MOUNTS_MAX = 1_024;

    private static final int READ_BUFFER_LENGTH = 16 * 1024;

    private final Kernel kernel;
    private final Hello self;
    private final FrameCodec codec = new FrameCodec(ByteOrder.BIG_ENDIAN, FrameCodec.DEFAULT_PAYLOAD_LENGTH_MAX);
    private final ConcurrentHashMap<Integer, Link> byNode = new ConcurrentHashMap<>();
    private final Set<NodeListener> listeners = ConcurrentHashMap.newKeySet();

    /** The connections over which hellos are being exchanged. */
    private final Set<Connection> greeting = ConcurrentHashMap.newKeySet();

    /** Guarded by itself. */
    private final Set<Mount> mounts = new LinkedHashSet<>();

    private final Semaphore handshakes = new Semaphore(HANDSHAKES_MAX);
    private final LongAdder refused = new LongAdder();
    private volatile boolean closed;

    /**
     * A node without links.
     *
     * @param self how this node introduces itself
     */
    public Links(Kernel kernel, Hello self) {
        kernel.findElsewhere(id -> {
            var link = byNode.get(id.node());
            return link == null ? null : link.ref(id);
        });
        this.kernel = kernel;
        this.self = self;
    }

    /**
     * Lets other nodes mount this one.
     *
     * @param address where to listen; loopback only, because MK01 knows neither authentication nor encryption
     */
    public NodeListener listen(InetSocketAddress address) {
        if (address.isUnresolved() || !address.getAddress().isLoopbackAddress()) {
            throw new MountException(
                    "MK01 nodes are not authenticated, so this node listens on loopback only, address=" + text(address)
                            + "; choose 127.0.0.1 or [::1]",
                    null);
        }
        var listener = TcpListener.open(address, this);
        listeners.add(listener);
        if (closed) {
            listener.close();
            throw new MountException("this node is stopping", null);
        }
        return listener;
    }

    /**
     * Mounts another node, once. One that is connected already refuses another connection, and nothing changes.
     *
     * @return completed when both have said hello, or exceptionally with a {@link MountException}
     */
    public CompletableFuture<PeerInfo> connect(InetSocketAddress address) {
        return dial(address).thenApply(Link::info);
    }

    /**
     * Mounts another node, and again whenever the link is lost.
     *
     * @param addresses where it may be found, 1 to {@link #ADDRESSES_MAX}; names of hosts are looked up for each attempt
     */
    public Mount mount(List<InetSocketAddress> addresses) {
        if (addresses.isEmpty() || addresses.size() > ADDRESSES_MAX) {
            throw new IllegalArgumentException(
                    "a peer has 1.." + ADDRESSES_MAX + " addresses, addresses=" + addresses.size());
        }
        return keep(new Redial(kernel, this, addresses, i -> dial(addresses.get(i))));
    }

    /** Mounts another simulated node, and again whenever the link is lost. */
    Mount mount(String to, IoSupplier<Connection> opening) {
        var address = InetSocketAddress.createUnresolved(to, 1);
        return keep(new Redial(kernel, this, List.of(address), i -> mountAside(to, () -> mount(opening.get()))));
    }

    private Mount keep(Redial mount) {
        add(mount);
        mount.attempt();
        return mount;
    }

    private void add(Mount mount) {
        synchronized (mounts) {
            if (closed) {
                throw new MountException("this node is stopping", null);
            }
            if (mounts.size() == MOUNTS_MAX) {
                throw new MountException("a node keeps at most " + MOUNTS_MAX + " peers mounted", null);
            }
            mounts.add(mount);
        }
    }

    /**
     * Mounts a node that says no hello, and again whenever the link is lost.
     *
     * @throws MountException if it cannot, or must not, listen there
     */
    public Mount mount(PlainPeer peer) {
        if (!PlainListener.isLocal(peer.address())) {
            throw new MountException(
                    "a node that says no hello is not authenticated: it is mounted by a Unix domain socket or on loopback"
                            + " only, address=" + text(peer.address()),
                    null);
        }
        requireOther(new Hello(peer.nodeId(), peer.identity()));
        if (peer.opens()) {
            return keep(new Redial(
                    kernel,
                    this,
                    List.of(peer.address()),
                    i -> mountAside(text(peer.address()), () -> startPlain(openPlain(peer.address()), peer, true))));
        }
        var listener = PlainListener.open(this, peer);
        try {
            add(listener);
        } catch (MountException e) {
            listener.close();
            throw e;
        }
        return listener;
    }

    private static SocketConnection openPlain(SocketAddress address) throws IOException {
        return new SocketConnection(SocketChannel.open(address), text(address));
    }

    /** Lets frames flow at once. On a Unix socket they are in the machine's order. */
    Link startPlain(SocketConnection connection, PlainPeer peer, boolean opened) {
        var order = peer.address() instanceof UnixDomainSocketAddress ? ByteOrder.nativeOrder() : ByteOrder.BIG_ENDIAN;
        var hello = new Hello(peer.nodeId(), peer.identity());
        var link = new Link(
                kernel, this, connection, opened, hello, new FrameCodec(order, FrameCodec.DEFAULT_PAYLOAD_LENGTH_MAX));
        try {
            var holder = byNode.putIfAbsent(peer.nodeId(), link);
            if (holder != null) {
                throw inUse(hello, holder);
            }
            requireOpen(link);
        } catch (MountException refusal) {
            connection.close();
            throw refusal;
        }
        LOG.info("Node {} is mounted without a hello", link);
        link.start(ByteBuffer.allocate(READ_BUFFER_LENGTH));
        return link;
    }

    void remove(Mount mount) {
        synchronized (mounts) {
            mounts.remove(mount);
        }
    }

    @FunctionalInterface
    interface IoSupplier<T> {
        T get() throws IOException;
    }

    private CompletableFuture<Link> dial(InetSocketAddress address) {
        return mountAside(text(address), () -> mount(address));
    }

    private CompletableFuture<Link> mountAside(String address, IoSupplier<Link> mounting) {
        var mounted = new CompletableFuture<Link>();
        var _ = kernel.startStrand("mk-connect-" + address, () -> {
            try {
                mounted.complete(mounting.get());
            } catch (IOException e) {
                mounted.completeExceptionally(
                        new MountException("node at " + address + " cannot be mounted: " + e.getMessage(), e));
            } catch (RuntimeException e) {
                mounted.completeExceptionally(e);
            }
        });
        return mounted;
    }

    /** Where this node listens. */
    public List<InetSocketAddress> addresses() {
        return listeners.stream().map(NodeListener::address).toList();
    }

    /** The nodes connected now, by node id. */
    public List<PeerInfo> peers() {
        return byNode.values().stream()
                .map(Link::info)
                .sorted(Comparator.comparingInt(PeerInfo::nodeId))
                .toList();
    }

    /** The link with that very node, or null. */
    @Nullable
    Link linkWith(Hello peer) {
        var link = byNode.get(peer.nodeId());
        return link != null && link.peer().equals(peer) && !link.isClosed() ? link : null;
    }

    Hello self() {
        return self;
    }

    /** How many connections were refused. */
    public long refused() {
        return refused.sum();
    }

    @Override
    public void close() {
        List<Mount> kept;
        synchronized (mounts) {
            closed = true;
            kept = List.copyOf(mounts);
        }
        kept.forEach(Mount::close);
        listeners.forEach(NodeListener::close);
        greeting.forEach(Connection::close);
        byNode.values().forEach(link -> link.close("this node is stopping"));
    }

    CapsReply caps() {
        return new CapsReply("""
                platform=jvm
                identity=%s
                node_id=%d
                wasm=0
                tls=0
                http=0
                max_actors=%d
                actor_count=%d
                transports=tcp
                """.formatted(self.identity(), self.nodeId(), Integer.MAX_VALUE, kernel.actors()));
    }

    void remove(Link link) {
        byNode.remove(link.peer().nodeId(), link);
    }

    void remove(NodeListener listener) {
        listeners.remove(listener);
    }

    /** Ends all links without a word to anybody: this node is no more. */
    void crash() {
        closed = true;
        byNode.values().forEach(Link::crash);
    }

    /** Opens a connection to another simulated node. */
    CompletableFuture<PeerInfo> connect(String to, IoSupplier<Connection> opening) {
        return mountAside(to, () -> mount(opening.get())).thenApply(Link::info);
    }

    /** Takes a connection that a peer has opened, on a strand of its own. */
    void accept(Connection connection) {
        if (!handshakes.tryAcquire()) {
            refuse(connection, "more than " + HANDSHAKES_MAX + " connections have not said hello yet");
            return;
        }
        var _ = kernel.startStrand("mk-hello-" + connection.address(), () -> {
            try {
                answer(connection);
            } finally {
                handshakes.release();
            }
        });
    }

    private void answer(Connection connection) {
        try {
            var buffer = ByteBuffer.allocate(READ_BUFFER_LENGTH);
            var peer = readHello(connection, buffer);
            if (peer == null) {
                refuse(connection, "it closed the connection before it said hello");
                return;
            }
            var link = claim(connection, peer);
            try {
                connection.write(self.encode());
                LOG.info("Node {} is mounted", link);
                link.start(buffer);
            } catch (IOException | RuntimeException | Error e) {
                link.close("it could not be answered");
                throw e;
            }
        } catch (MountException refusal) {
            refuse(connection, String.valueOf(refusal.getMessage()));
        } catch (IOException e) {
            refuse(connection, "the connection broke before the hellos were exchanged: " + e.getMessage());
        }
    }

    private Link mount(InetSocketAddress named) throws IOException {
        var address = named.isUnresolved() ? new InetSocketAddress(named.getHostString(), named.getPort()) : named;
        if (address.isUnresolved()) {
            throw new MountException("host is unknown, address=" + text(address), null);
        }
        var channel = SocketChannel.open();
        try {
            channel.connect(address);
        } catch (IOException | RuntimeException e) {
            channel.close();
            throw e;
        }
        var connection = new SocketConnection(channel);
        try {
            connection.configure();
        } catch (IOException | RuntimeException e) {
            connection.close();
            throw e;
        }
        return mount(connection);
    }

    /** Says hello over a connection that this node has opened. On a strand. */
    Link mount(Connection connection) throws IOException {
        try {
            connection.write(self.encode());
            var buffer = ByteBuffer.allocate(READ_BUFFER_LENGTH);
            var peer = readHello(connection, buffer);
            if (peer == null) {
                throw new MountException(
                        "node at " + connection.address() + " closed the connection without an answer: it refuses node"
                                + " id " + self.nodeId() + ", which is probably in use there; choose another",
                        null);
            }
            var link = claimOrJoin(connection, peer);
            if (!link.runsOver(connection)) {
                connection.close();
                return link;
            }
            try {
                LOG.info("{}({}) is mounted on node {}", self.identity(), self.nodeId(), link);
                link.start(buffer);
                return link;
            } catch (RuntimeException | Error e) {
                link.close("it could not be started");
                throw e;
            }
        } catch (IOException | RuntimeException e) {
            connection.close();
            throw e;
        }
    }

    /** The peer's hello, or null if it closed the connection instead; frames behind it stay in the buffer. */
    private @Nullable Hello readHello(Connection connection, ByteBuffer buffer) throws IOException {
        greeting.add(connection);
        if (closed) {
            greeting.remove(connection);
            throw new MountException("this node is stopping", null);
        }
        var late = new AtomicBoolean();
        var timer = kernel.time().schedule(HELLO_TIMEOUT, () -> {
            late.set(true);
            connection.close();
        });
        try {
            while (connection.read(buffer) >= 0) {
                buffer.flip();
                switch (Hello.decode(buffer)) {
                    case Decoded.Complete<Hello>(var hello) -> {
                        buffer.compact();
                        return hello;
                    }
                    case Decoded.NeedMore<Hello>(var missing) -> buffer.compact();
                    case Decoded.Malformed<Hello>(var reason) -> throw new MountException(reason, null);
                }
            }
            return null;
        } catch (IOException e) {
            if (late.get()) {
                throw new MountException("it did not say hello within " + HELLO_TIMEOUT.toSeconds() + " s", e);
            }
            throw e;
        } finally {
            timer.cancel();
            greeting.remove(connection);
        }
    }

    /** Takes the peer's node id for a link over a connection that the peer has opened. */
    private Link claim(Connection connection, Hello peer) {
        var link = newLink(connection, false, peer);
        var holder = byNode.putIfAbsent(peer.nodeId(), link);
        if (holder != null) {
            throw inUse(peer, holder);
        }
        return requireOpen(link);
    }

    /**
     * Takes the peer's node id for a link over a connection that this node has opened; or joins the link that there is
     * with that peer already.
     *
     * <p>Two nodes that mount each other at the same moment have two connections, of which one must go, and the same one
     * at both ends. If one node was answered before it was asked, it refuses the other connection, and all is well. If
     * both have answered, each holds the link that it accepted when its own connection is answered: then the node with the
     * lower id puts its own in that one's place, and the other, which holds that very connection, gives its own up.
     */
    private Link claimOrJoin(Connection connection, Hello peer) {
        var link = newLink(connection, true, peer);
        while (true) {
            var holder = byNode.putIfAbsent(peer.nodeId(), link);
            if (holder == null) {
                return requireOpen(link);
            }
            if (!holder.peer().equals(peer)) {
                throw inUse(peer, holder);
            }
            boolean ownStays = self.nodeId() < peer.nodeId() && holder.wasAcceptedWithin(HELLO_TIMEOUT);
            if (!ownStays) {
                return holder;
            }
            if (byNode.replace(peer.nodeId(), holder, link)) {
                holder.close("both nodes mounted each other, and the connection that this one opened stays");
                return requireOpen(link);
            }
        }
    }

    private Link newLink(Connection connection, boolean dialled, Hello peer) {
        requireOther(peer);
        return new Link(kernel, this, connection, dialled, peer, codec);
    }

    private void requireOther(Hello peer) {
        if (peer.nodeId() == self.nodeId()) {
            throw new MountException(
                    "node " + peer.identity() + " has this node's own id " + self.nodeId()
                            + "; give one of them another (mk-node --node-id, mk.node.id)",
                    null);
        }
    }

    private static MountException inUse(Hello peer, Link holder) {
        return new MountException(
                "node " + peer.identity() + " has id " + peer.nodeId() + ", which is in use by " + holder
                        + "; give one of them another (mk-node --node-id, mk.node.id)",
                null);
    }

    private Link requireOpen(Link link) {
        if (closed) {
            byNode.remove(link.peer().nodeId(), link);
            throw new MountException("this node is stopping", null);
        }
        return link;
    }

    private void refuse(Connection connection, String why) {
        refused.increment();
        connection.close();
        LOG.atWarn()
                .addKeyValue("address", connection.address())
                .log("Refused a connection from {}: {}", connection.address(), why);
    }

    /** As host:port, without the slash that Java puts in front. */
    static String text(SocketAddress address) {
        return address instanceof InetSocketAddress inet
                ? inet.getHostString() + ":" + inet.getPort()
                : String.valueOf(address);
    }
}
