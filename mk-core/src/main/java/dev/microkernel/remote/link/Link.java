package dev.microkernel.remote.link;

import dev.microkernel.actor.ActorId;
import dev.microkernel.actor.ActorRef;
import dev.microkernel.actor.DeadLetter;
import dev.microkernel.actor.ExitReason;
import dev.microkernel.cell.GroupTable;
import dev.microkernel.cell.Kernel;
import dev.microkernel.cell.NameTable;
import dev.microkernel.cell.Watcher;
import dev.microkernel.dispatch.Strand;
import dev.microkernel.mailbox.Delivery;
import dev.microkernel.remote.PeerInfo;
import dev.microkernel.remote.PeerInfo.Level;
import dev.microkernel.remote.PeerPolicy;
import dev.microkernel.remote.Protection;
import dev.microkernel.remote.Refusal;
import dev.microkernel.wire.Frame;
import dev.microkernel.wire.FrameCodec;
import dev.microkernel.wire.Framing;
import dev.microkernel.wire.GoodbyeReason;
import dev.microkernel.wire.NodeHello;
import dev.microkernel.wire.SystemMessage.CapsReply;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.LongAdder;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The connection with one peer after the hellos: a reader and a writer, each on a strand, and what has to be
 * put right when the connection ends.
 */
final class Link implements NameTable.Listener, GroupTable.Listener, FrameReader.Handler {

    /** How long the last words may take. */
    static final Duration GOODBYE_LIMIT = Duration.ofSeconds(1);

    /** Most names of one peer. */
    static final int NAMES_MAX = 4096;

    /** In how many groups the actors of one peer may be, together. */
    static final int MEMBERSHIPS_MAX = 16_384;

    private static final Logger LOG = LoggerFactory.getLogger(Link.class);

    private final Kernel kernel;
    private final LinkTable table;
    private final Connection connection;
    private final boolean dialled;
    private final long beganNanos;
    private final CompletableFuture<String> ended = new CompletableFuture<>();
    private final CompletableFuture<?> written = new CompletableFuture<>();
    private final Peer peer;
    private final Level level;
    private final Protection protection;
    private final String address;
    private final Instant since;
    private final Framing in;
    private final Framing out;
    private final int payloadMax;
    private final boolean confirms;
    private final PeerPolicy policy;
    private final Acquaintances acquaintances;
    private final Dialect dialect;
    private final Outbound outbound;
    private final RemoteWatches watches = new RemoteWatches();
    private final LongAdder received = new LongAdder();
    private final LongAdder sent = new LongAdder();
    private final LongAdder dropped = new LongAdder();
    private final LongAdder bytesReceived = new LongAdder();
    private final LongAdder bytesSent = new LongAdder();
    private final AtomicBoolean closed = new AtomicBoolean();
    private volatile @Nullable Strand writer;
    private volatile boolean namesKnown;

    Link(Kernel kernel, LinkTable table, LocalNode self, Greeting greeting, boolean dialled, Peer peer) {
        this.kernel = kernel;
        this.table = table;
        this.connection = greeting.connection();
        this.dialled = dialled;
        this.beganNanos = kernel.time().nanoTime();
        this.peer = peer;
        this.level = greeting.level();
        this.protection = greeting.protection();
        this.address = connection.address();
        this.since = kernel.time().now();
        this.in = greeting.in();
        this.out = greeting.out();
        this.policy = self.settings().policyFor(peer.name().identity());
        this.acquaintances = new Acquaintances(!policy.maySendToAll());
        var receiver = new Receiver(this, kernel, policy, acquaintances);
        var handshake = greeting.handshake();
        if (handshake == null) {
            this.payloadMax = connection.carriesDatagrams()
                    ? DatagramConnection.PAYLOAD_MAX
                    : FrameCodec.DEFAULT_PAYLOAD_LENGTH_MAX;
            this.confirms = false;
            this.outbound = new Outbound(null, Long.MAX_VALUE);
            this.dialect = new Mk01(
                    this,
                    kernel,
                    receiver,
                    connection.carriesDatagrams() ? self.settings().heartbeat() : null);
        } else {
            NodeHello hello = handshake.peer();
            this.payloadMax = (int) Math.min(
                    Integer.toUnsignedLong(hello.payloadMax()), self.settings().payloadMax());
            this.confirms = hello.offers(NodeHello.FEATURE_CONFIRMS);
            this.outbound = new Outbound(peer.toConfirm(), Integer.toUnsignedLong(hello.window()));
            this.dialect = new Mk02(this, kernel, peer, receiver, self, hello);
        }
    }

    /**
     * Lets frames flow: first out go all names of this node.
     *
     * @param buffer what has been received behind the hello, ready to be written to
     */
    void start(ByteBuffer buffer) {
        peer.linked(this);
        dialect.begin();
        writer = kernel.startStrand("mk-writer-" + name().identity(), this::write);
        kernel.names().subscribe(this);
        if (dialect.knowsGroups()) {
            kernel.registry().groups().subscribe(this);
        }
        table.relays().subscribe(this);
        dialect.namesTold();
        if (closed.get()) {
            unsubscribe(); // closed before it was subscribed, so nobody else does this
            peer.unlinked(this, "it was closed at once");
        }
        var _ = kernel.startStrand("mk-reader-" + name().identity(), () -> read(buffer));
    }

    // ---- what others see

    NodeName name() {
        return peer.name();
    }

    Peer peer() {
        return peer;
    }

    boolean runsOver(Connection other) {
        return connection.equals(other);
    }

    /** Completed with the reason when the link has ended. */
    CompletableFuture<String> ended() {
        return ended;
    }

    /** Completed when the last words are written. */
    CompletableFuture<?> written() {
        return written;
    }

    /** Whether the peer opened the connection, not longer ago than this. */
    boolean wasAcceptedWithin(Duration span) {
        return !dialled && kernel.time().nanoTime() - beganNanos <= span.toNanos();
    }

    boolean isClosed() {
        return closed.get();
    }

    /** Whether the peer may well be gone. */
    boolean isSilent() {
        return dialect.isSilent();
    }

    /** Whether the peer has answered when it was asked. */
    boolean hasAnswered() {
        return dialect.roundTrip().isPresent();
    }

    Level level() {
        return level;
    }

    /** Whether the peer confirms messages. */
    boolean confirms() {
        return confirms;
    }

    int payloadMax() {
        return payloadMax;
    }

    PeerInfo info() {
        return new PeerInfo(
                name().nodeId(),
                name().identity(),
                address,
                level,
                name().incarnation(),
                protection,
                namesKnown,
                since,
                dialect.roundTrip(),
                outbound.size(),
                outbound.bytes(),
                traffic(),
                peer.lastError());
    }

    PeerInfo.Traffic traffic() {
        return new PeerInfo.Traffic(received.sum(), sent.sum(), dropped.sum(), bytesReceived.sum(), bytesSent.sum());
    }

    /** As in {@code kitchen(11) at 127.0.0.1:40612}. */
    @Override
    public String toString() {
        return name() + " at " + address;
    }

    // ---- to the peer

    /** Hands a frame to the writer. */
    Delivery send(Frame frame) {
        if (closed.get()) {
            return Delivery.REFUSED_STOPPED;
        }
        acquaintances.add(frame.source());
        if (!outbound.offer(frame)) {
            return closed.get() ? Delivery.REFUSED_STOPPED : Delivery.REFUSED_FULL;
        }
        sent.increment();
        return Delivery.ACCEPTED;
    }

    /** There is something to be confirmed that has not been sent. */
    void sendConfirmed(long source) {
        acquaintances.add(source);
        sent.increment();
        outbound.wakeUp();
    }

    /** The peer may have more credit, or confirmed something. */
    void wakeUp() {
        outbound.wakeUp();
    }

    boolean permit(long limit) {
        return outbound.permit(limit);
    }

    void put(Outbound.Latest kind, Frame frame) {
        outbound.put(kind, frame);
    }

    void answer(Frame frame) {
        if (!outbound.answer(frame)) {
            LOG.debug("{} sends what cannot be delivered faster than it reads the answers", this);
        }
    }

    void announce(Frame frame) {
        if (closed.get()) {
            return;
        }
        if (outbound.announce(frame)) {
            sent.increment();
        } else {
            // A peer that misses a name, or the end of an actor, would never learn of it: better it mounts again.
            // Aside,
            // because the name table may be locked.
            var _ = kernel.startStrand(
                    "mk-close-" + name().identity(),
                    () -> close("more news wait for it than there is room for: it reads too slowly"));
        }
    }

    CapsReply caps() {
        return table.caps();
    }

    RemoteRef<Object> ref(ActorId id) {
        return new RemoteRef<>(peer, this, id, false);
    }

    void watch(RemoteRef<?> actor, Watcher watcher) {
        switch (watches.add(actor, watcher)) {
            case FIRST -> dialect.watch(actor.id());
            case ANOTHER -> {}
            case REFUSED -> watcher.ended(actor, new ExitReason.Unreachable(name().nodeId()));
        }
    }

    void unwatch(RemoteRef<?> actor, Watcher watcher) {
        if (watches.remove(actor, watcher)) {
            dialect.unwatch(actor.id());
        }
    }

    // ---- from the peer, on its strands

    /** An actor of the peer has ended. */
    void ended(ActorId actor, ExitReason reason) {
        watches.ended(ref(actor), reason);
    }

    boolean isFromPeer(Frame frame) {
        var source = new ActorId(frame.source());
        return source.equals(ActorId.NONE) || source.node() == name().nodeId();
    }

    /** Who has sent a frame; one that gave no id is known by its node. */
    RemoteRef<Object> senderOf(Frame frame) {
        var source = new ActorId(frame.source());
        return ref(source.equals(ActorId.NONE) ? ActorId.of(name().nodeId(), 0) : source);
    }

    int copies(Frame frame) {
        return connection.copies(frame);
    }

    /** Takes down a name of the peer's, if it may have it. */
    void learn(Frame frame, String name, ActorId actor) {
        if (actor.node() != name().nodeId()) {
            drop(frame, Refusal.NAME, "name " + name + " stands for an actor of another node, " + actor);
            return;
        }
        if (!policy.mayRegister(name)) {
            drop(frame, Refusal.NAME, "it may not register the name " + name);
            return;
        }
        var refusal = kernel.names().learn(name().nodeId(), name().identity(), name, ref(actor), NAMES_MAX);
        table.relays().learnt(this, name, ref(actor));
        if (refusal != null) {
            drop(frame, Refusal.NAME, "name " + name + " is not taken: " + refusal);
        }
    }

    void forget(String name) {
        kernel.names().forget(name().nodeId(), name);
        table.relays().forgotten(this, name);
    }

    /** Makes an actor of the peer a member of a group, if it may be one. */
    void learnMember(Frame frame, String group, ActorId actor) {
        if (!isOfPeer(actor)) {
            drop(frame, Refusal.GROUP, "member of " + group + " would be " + actor + ", which is not the peer's");
        } else if (!policy.mayRegister(group)) {
            drop(frame, Refusal.GROUP, "its actors may not join the group " + group);
        } else {
            var refusal = kernel.registry().groups().learn(group, ref(actor), MEMBERSHIPS_MAX);
            if (refusal != null) {
                drop(frame, Refusal.GROUP, "it joins no group " + group + ": " + refusal);
            }
        }
    }

    void forgetMember(Frame frame, String group, ActorId actor) {
        if (isOfPeer(actor)) {
            kernel.registry().groups().leave(group, ref(actor));
        } else {
            drop(frame, Refusal.GROUP, "no actor of the peer's is " + actor + ", which would leave " + group);
        }
    }

    private boolean isOfPeer(ActorId actor) {
        return actor.node() == name().nodeId() && actor.sequence() != 0;
    }

    /** All names that the peer had at the beginning are known. */
    void namesKnown() {
        namesKnown = true;
    }

    /** Counts a frame that is not believed, or not permitted. */
    void drop(Frame frame, Refusal kind, String why) {
        dropped.increment();
        table.refusals().ofPeer(this, kind, why);
        LOG.debug("Dropped {} from {}: {}", frame, this, why);
    }

    /** Ends the link over a frame that is no frame of its type; a datagram is dropped alone. */
    void malformed(Frame frame, String reason) {
        if (connection.carriesDatagrams()) {
            drop(frame, Refusal.DATAGRAM, "it sent a malformed frame: " + reason);
        } else {
            close(GoodbyeReason.MALFORMED, "it sent a malformed frame: " + reason);
        }
    }

    private void malformedDatagram(String reason) {
        dropped.increment();
        table.refusals().ofPeer(this, Refusal.DATAGRAM, reason);
    }

    /** Tells the peer all names once more, unless the last time is not over yet. */
    void tellNamesAgain() {
        if (!outbound.isAnnouncing()) {
            kernel.names().tellAgain(this);
            table.relays().tellAgain(this);
        }
    }

    // ---- names of this node, under the name table's lock

    @Override
    public void registered(String name, ActorRef<?> actor) {
        if (policy.maySendTo(name)) {
            announce(dialect.named(name, actor.id()));
        }
    }

    @Override
    public void unregistered(String name) {
        if (policy.maySendTo(name)) {
            announce(dialect.unnamed(name));
        }
    }

    private void unsubscribe() {
        kernel.names().unsubscribe(this);
        kernel.registry().groups().unsubscribe(this);
    }

    // ---- members of groups of this node, under the group table's lock

    @Override
    public void joined(String group, ActorRef<?> actor) {
        if (policy.maySendTo(group)) {
            announce(dialect.joined(group, actor.id()));
        }
    }

    @Override
    public void left(String group, ActorRef<?> actor) {
        if (policy.maySendTo(group)) {
            announce(dialect.left(group, actor.id()));
        }
    }

    // ---- names that other peers have given this node

    /** An actor of another peer can be reached through this node. */
    void relayed(String path, RelayRef actor) {
        if (policy.maySendTo(path)) {
            announce(dialect.named(path, actor.id()));
        }
    }

    void unrelayed(String path) {
        if (policy.maySendTo(path)) {
            announce(dialect.unnamed(path));
        }
    }

    // ---- threads

    private void read(ByteBuffer receivedBehindHello) {
        ifEscaped("reading");
        try {
            if (connection.carriesDatagrams()) {
                new DatagramReader(connection, in, receivedBehindHello, this, this::malformedDatagram).readAll();
            } else {
                readStream(receivedBehindHello);
            }
        } catch (IOException e) {
            close("the connection broke: " + e.getMessage());
        } catch (Throwable bug) { // an Error too: without its reader the link would be dead and look alive
            broken("reading", bug);
        }
    }

    private void readStream(ByteBuffer receivedBehindHello) throws IOException {
        var reader = new FrameReader(connection, in, receivedBehindHello, this);
        var malformed = reader.readAll();
        if (malformed != null) {
            close(GoodbyeReason.MALFORMED, "it sent a malformed frame: " + malformed);
        }
        reader.drain();
        close("it closed the connection");
        if (written.isDone()) {
            connection.close(); // otherwise there are last words under way, and it is closed when their time is up
        }
    }

    @Override
    public void onBytes(int count) {
        bytesReceived.add(count);
        dialect.heard();
    }

    @Override
    public boolean onFrame(Frame frame, int length) {
        received.increment();
        dialect.onFrame(frame, length);
        return !closed.get();
    }

    /** Without its reader, or its writer, the link would be dead and look alive. */
    private void ifEscaped(String what) {
        Objects.requireNonNull(Strand.current(), "run by a strand").ifEscaped(bug -> broken(what, bug));
    }

    private void write() {
        ifEscaped("writing");
        try {
            new FrameWriter(connection, out, outbound, bytesSent).writeAll();
            connection.shutdownOutput();
        } catch (IOException e) {
            close("the connection broke: " + e.getMessage());
        } catch (InterruptedException e) {
            close("it was told to close");
        } catch (Throwable bug) { // as in read
            broken("writing", bug);
        } finally {
            written.complete(null);
        }
    }

    /** Ends the link because of an error of this node's own. */
    void broken(String what, Throwable bug) {
        if (!closed.get()) {
            LOG.error("The link with {} broke off while {}", this, what, bug);
        }
        close(what + " failed");
    }

    /** Ends the link without a word to anybody: this node is no more. */
    void crash() {
        closed.set(true);
    }

    /** Ends the link, and the names and watches that rest on it, without last words. Idempotent, from any thread. */
    void close(String reason) {
        if (closed.compareAndSet(false, true)) {
            var unsent = outbound.finish(null);
            written.complete(null);
            cut();
            end(reason, unsent);
        }
    }

    /** Ends the link soon, for callers that hold locks or must be quick. */
    void closeAside(String reason) {
        var _ = kernel.startStrand("mk-close-" + name().identity(), () -> close(reason));
    }

    /** Ends the link as {@link #close(String)} does, and tells the peer why, if it knows the words. */
    void close(GoodbyeReason why, String reason) {
        var words = dialect.goodbye(why, reason);
        if (words == null) {
            close(reason);
        } else if (closed.compareAndSet(false, true)) {
            var unsent = outbound.finish(words);
            var _ = kernel.time().schedule(GOODBYE_LIMIT, this::cut);
            end(reason, unsent);
        }
    }

    /** Closes the connection, whatever is under way. */
    void cut() {
        connection.close();
        var present = writer;
        if (present != null && !connection.carriesDatagrams()) {
            // The socket of datagrams is others' too, and would be closed; and none waits long to be sent.
            present.interrupt();
        }
    }

    private void end(String reason, List<Frame> unsent) {
        LOG.info("Node {} is gone: {}", this, reason);
        dialect.close();
        unsubscribe();
        kernel.registry().forgetNode(name().nodeId());
        table.relays().ended(this);
        peer.unlinked(this, reason);
        table.remove(this);
        peer.giveUp(unsent, DeadLetter.Reason.STOPPED, "the link with " + this + " has ended: " + reason);
        watches.close(new ExitReason.Unreachable(name().nodeId()));
        ended.complete(reason);
    }
}
