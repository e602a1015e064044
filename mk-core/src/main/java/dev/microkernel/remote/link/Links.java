package dev.microkernel.remote.link;

import dev.microkernel.cell.Kernel;
import dev.microkernel.remote.MountException;
import dev.microkernel.remote.NodeListener;
import dev.microkernel.remote.PeerInfo;
import dev.microkernel.wire.Decoded;
import dev.microkernel.wire.FrameCodec;
import dev.microkernel.wire.Hello;
import dev.microkernel.wire.SystemMessage.CapsReply;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import java.util.Comparator;
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

    private static final int READ_BUFFER_LENGTH = 16 * 1024;

    private final Kernel kernel;
    private final Hello self;
    private final FrameCodec codec = new FrameCodec(ByteOrder.BIG_ENDIAN, FrameCodec.DEFAULT_PAYLOAD_LENGTH_MAX);
    private final ConcurrentHashMap<Integer, Link> byNode = new ConcurrentHashMap<>();
    private final Set<NodeListener> listeners = ConcurrentHashMap.newKeySet();

    /** The connections over which hellos are being exchanged. */
    private final Set<Connection> greeting = ConcurrentHashMap.newKeySet();

    private final Semaphore handshakes = new Semaphore(HANDSHAKES_MAX);
    private final LongAdder refused = new LongAdder();
    private volatile boolean closed;

    /**
     * A node without links.
     *
     * @param self how this node introduces itself
     */
    public Links(Kernel kernel, Hello self) {
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
     * Mounts another node.
     *
     * @return completed when both have said hello, or exceptionally with a {@link MountException}
     */
    public CompletableFuture<PeerInfo> connect(InetSocketAddress address) {
        return mountAside(text(address), () -> mount(address));
    }

    @FunctionalInterface
    interface IoSupplier<T> {
        T get() throws IOException;
    }

    private CompletableFuture<PeerInfo> mountAside(String address, IoSupplier<Link> mounting) {
        var mounted = new CompletableFuture<PeerInfo>();
        var _ = kernel.startStrand("mk-connect-" + address, () -> {
            try {
                mounted.complete(mounting.get().info());
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

    Hello self() {
        return self;
    }

    /** How many connections were refused. */
    public long refused() {
        return refused.sum();
    }

    @Override
    public void close() {
        closed = true;
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
        return mountAside(to, () -> mount(opening.get()));
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

    private Link mount(InetSocketAddress address) throws IOException {
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
            var link = claim(connection, peer);
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

    /** Takes the peer's node id for a link over this connection. */
    private Link claim(Connection connection, Hello peer) {
        if (peer.nodeId() == self.nodeId()) {
            throw new MountException(
                    "node " + peer.identity() + " has this node's own id " + self.nodeId()
                            + "; give one of them another (mk-node --node-id, mk.node.id)",
                    null);
        }
        var link = new Link(kernel, this, connection, peer, codec);
        var holder = byNode.putIfAbsent(peer.nodeId(), link);
        if (holder != null) {
            throw new MountException(
                    "node " + peer.identity() + " has id " + peer.nodeId() + ", which is in use by " + holder
                            + "; give one of them another (mk-node --node-id, mk.node.id)",
                    null);
        }
        if (closed) {
            byNode.remove(peer.nodeId(), link);
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
