package dev.microkernel.remote.link;

import dev.microkernel.actor.ActorRef;
import dev.microkernel.cell.Kernel;
import dev.microkernel.remote.Mount;
import dev.microkernel.remote.MountException;
import dev.microkernel.remote.NodeListener;
import dev.microkernel.remote.PeerInfo;
import dev.microkernel.remote.PlainPeer;
import dev.microkernel.remote.Refusal;
import dev.microkernel.remote.UdpPeer;
import dev.microkernel.wire.GoodbyeReason;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.nio.ByteBuffer;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The links of one node, and how they come about: by listening, by connecting, and by mounting again and again. */
public final class Links implements AutoCloseable {

    /** Most connections that have not said hello yet; more are closed at once. */
    static final int HANDSHAKES_MAX = 64;

    /** Most addresses of one peer that is kept mounted. */
    public static final int ADDRESSES_MAX = 16;

    /** Most peers that are kept mounted. */
    public static final int MOUNTS_MAX = 1_024;

    private static final Logger LOG = LoggerFactory.getLogger(Links.class);

    private final Kernel kernel;
    private final LocalNode self;
    private final LinkTable table;
    private final Greeter greeter;
    private final Dialer dialer;
    private final PlainLinks plain;
    private final Set<NodeListener> listeners = ConcurrentHashMap.newKeySet();

    /** Guarded by itself. */
    private final Set<Mount> mounts = new LinkedHashSet<>();

    private final HalfOpen halfOpen = new HalfOpen(HANDSHAKES_MAX);

    /** The links to whose peers goodbye is said. */
    private final Set<Link> leaving = ConcurrentHashMap.newKeySet();

    private volatile boolean closed;

    /** A node without links. */
    public Links(Kernel kernel, LocalNode self) {
        this.kernel = kernel;
        this.self = self;
        this.table = new LinkTable(kernel, self);
        this.greeter = new Greeter(kernel, self);
        this.dialer = new Dialer(kernel, self, table, greeter);
        this.plain = new PlainLinks(kernel, this, self, table, dialer);
        kernel.findElsewhere(table::find);
    }

    // ---- listening

    /**
     * Lets other nodes mount this one.
     *
     * @param address where to listen; beyond loopback only if peers have to prove who they are
     */
    public NodeListener listen(InetSocketAddress address) {
        if (address.isUnresolved()) {
            throw new MountException("cannot listen at an unknown host, address=" + text(address), null);
        }
        if (!address.getAddress().isLoopbackAddress() && !self.settings().isProtected()) {
            throw new MountException(
                    "this node demands neither a pre-shared key (psk) nor mutual TLS (ssl), so that it listens on loopback"
                            + " only, address=" + text(address) + "; set one of them, or choose 127.0.0.1 or [::1]",
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

    /** Takes a connection that a peer has opened, on a strand of its own. */
    void accept(Connection connection) {
        var remote = connection.remote();
        var noPlace = halfOpen.enter(remote);
        if (noPlace != null) {
            refuse(connection, Refusal.TOO_MANY, noPlace);
            return;
        }
        var _ = kernel.startStrand("mk-hello-" + connection.address(), () -> {
            try {
                answer(connection);
            } finally {
                halfOpen.leave(remote);
            }
        });
    }

    private void answer(Connection connection) {
        try {
            var greeting = greeter.answer(connection);
            var link = claim(greeting);
            try {
                greeting.connection().write(lastWordsOfHello(greeting));
                LOG.info("Node {} is mounted", link);
                link.start(greeting.received());
            } catch (IOException | RuntimeException | Error e) {
                link.close("it could not be answered");
                throw e;
            }
        } catch (RefusedException refusal) {
            table.refusals().connection(connection, refusal.kind(), refusal.text());
            refusal.sayLastWords();
            connection.close();
        } catch (MountException stopping) {
            connection.close();
        } catch (IOException e) {
            refuse(
                    connection,
                    Refusal.HANDSHAKE,
                    "the connection broke before the hellos were exchanged: " + e.getMessage());
        }
    }

    /** What a listener says when it has taken its peer. */
    private ByteBuffer lastWordsOfHello(Greeting greeting) {
        var handshake = greeting.handshake();
        if (handshake != null) {
            return handshake.proof();
        }
        return Objects.requireNonNull(self.legacy(), "no MK01 node is let in").encode();
    }

    private Link claim(Greeting greeting) {
        try {
            return table.claim(greeting);
        } catch (RefusedException refusal) {
            var handshake = greeting.handshake();
            if (handshake == null) {
                throw refusal;
            }
            throw refusal.andSay(
                    () -> Greeter.sayGoodbye(greeting.connection(), handshake, refusal.reason(), refusal.text()));
        }
    }

    private void refuse(Connection connection, Refusal kind, String why) {
        table.refusals().connection(connection, kind, why);
        connection.close();
    }

    // ---- connecting

    /**
     * Mounts another node, once. If it is connected already, nothing changes.
     *
     * @return completed when both have said hello, or exceptionally with a {@link MountException}
     */
    public CompletableFuture<PeerInfo> connect(InetSocketAddress address) {
        return dialer.dial(address).thenApply(Link::info);
    }

    /** Opens a connection to another simulated node. */
    CompletableFuture<PeerInfo> connect(String to, Dialer.Opening opening) {
        return dialer.dial(to, opening).thenApply(Link::info);
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
        return keep(new Redial(kernel, this, addresses, i -> dialer.dial(addresses.get(i)), Links::nothing));
    }

    /** Mounts another simulated node, and again whenever the link is lost. */
    Mount mount(String to, Dialer.Opening opening) {
        var address = InetSocketAddress.createUnresolved(to, 1);
        return keep(new Redial(kernel, this, List.of(address), i -> dialer.dial(to, opening), Links::nothing));
    }

    /**
     * Mounts a node that says no hello, and again whenever the link is lost.
     *
     * @throws MountException if it cannot, or must not, listen there
     */
    public Mount mount(PlainPeer peer) {
        return plain.mount(peer);
    }

    /**
     * Mounts a node by UDP. The link begins at once, whoever is there; when the peer has answered and fallen silent, the next
     * one begins when it is heard.
     *
     * @throws MountException if it cannot, or must not, receive there
     */
    public Mount mount(UdpPeer peer) {
        return plain.mount(peer);
    }

    /** Mounts another simulated node by datagrams. */
    Mount mountByDatagrams(NodeName peer, DatagramDialer.Opening opening) {
        return plain.mount(peer, opening);
    }

    static void nothing() {
        // to give back
    }

    Mount keep(Redial mount) {
        add(mount);
        mount.attempt();
        return mount;
    }

    void add(Mount mount) {
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

    void remove(Mount mount) {
        synchronized (mounts) {
            mounts.remove(mount);
        }
    }

    // ---- operations

    /** Where this node listens. */
    public List<InetSocketAddress> addresses() {
        return listeners.stream().map(NodeListener::address).toList();
    }

    /** The nodes connected now, by node id. */
    public List<PeerInfo> peers() {
        return table.peers();
    }

    /** What has passed on all links together, also on those that have ended. */
    public PeerInfo.Traffic traffic() {
        return table.traffic();
    }

    /** The peers that are kept mounted, in the order in which they were mounted. */
    public List<Mount> mounts() {
        synchronized (mounts) {
            return List.copyOf(mounts);
        }
    }

    /** Ends the links with nodes of that name. How many there were. */
    public int disconnect(String identity) {
        var links = table.named(identity);
        links.forEach(link -> link.close(GoodbyeReason.UNMOUNTED, "it was disconnected"));
        return links.size();
    }

    /** Ends the links with nodes of that name, and lets no other come about. */
    public void ban(String identity) {
        table.ban(identity);
    }

    /** Takes {@link #ban} back. Whether the name was banned. */
    public boolean unban(String identity) {
        return table.unban(identity);
    }

    /** The names that are banned. */
    public Set<String> banned() {
        return table.banned();
    }

    /** How many connections were refused. */
    public long refused() {
        return table.refusals().connections();
    }

    /** How often what was refused. */
    public Map<Refusal, Long> refusals() {
        return table.refusals().counts();
    }

    /** A reference to the same actor whose messages are kept until they are confirmed. */
    public <M> ActorRef<M> confirmed(ActorRef<M> actor) {
        return actor instanceof RemoteRef<M> remote ? remote.confirmed() : actor;
    }

    /** The link with that very node, or null. */
    @Nullable
    Link linkWith(NodeName peer) {
        return table.linkWith(peer);
    }

    NodeName self() {
        return self.name();
    }

    void remove(NodeListener listener) {
        listeners.remove(listener);
    }

    /**
     * Says goodbye to all peers; there will be no others. Idempotent.
     *
     * @return completed when the last words are written; {@link #close} does not wait for slow readers
     */
    public CompletableFuture<?> goodbye() {
        List<Mount> kept;
        synchronized (mounts) {
            closed = true;
            kept = List.copyOf(mounts);
        }
        kept.forEach(Mount::close);
        listeners.forEach(NodeListener::close);
        greeter.close();
        return CompletableFuture.allOf(table.close().stream()
                .map(link -> {
                    leaving.add(link);
                    return link.written();
                })
                .toArray(CompletableFuture<?>[]::new));
    }

    /** Ends all connections, whatever is under way. */
    @Override
    public void close() {
        var _ = goodbye();
        leaving.forEach(Link::cut);
    }

    /** Ends all links without a word to anybody: this node is no more. */
    void crash() {
        closed = true;
        table.crash();
    }

    /** As host:port, without the slash that Java puts in front. */
    static String text(SocketAddress address) {
        return address instanceof InetSocketAddress inet
                ? inet.getHostString() + ":" + inet.getPort()
                : String.valueOf(address);
    }
}
