package dev.microkernel.remote.link;

import dev.microkernel.actor.ActorId;
import dev.microkernel.actor.ActorRef;
import dev.microkernel.actor.ExitReason;
import dev.microkernel.cell.Kernel;
import dev.microkernel.cell.NameTable;
import dev.microkernel.cell.Watcher;
import dev.microkernel.dispatch.Strand;
import dev.microkernel.mailbox.Delivery;
import dev.microkernel.remote.PeerInfo;
import dev.microkernel.wire.Decoded;
import dev.microkernel.wire.Frame;
import dev.microkernel.wire.FrameCodec;
import dev.microkernel.wire.Hello;
import dev.microkernel.wire.SystemMessage;
import dev.microkernel.wire.SystemMessageCodec;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
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
final class Link implements NameTable.Listener {

    private static final Logger LOG = LoggerFactory.getLogger(Link.class);

    private static final int WRITE_BUFFER_LENGTH = 64 * 1024;
    private static final int BATCH_MAX = 256;

    private final Kernel kernel;
    private final Links links;
    private final Connection connection;
    private final boolean dialled;
    private final long beganNanos;
    private final CompletableFuture<String> ended = new CompletableFuture<>();
    private final Hello peer;
    private final String address;
    private final Instant since;
    private final FrameCodec codec;
    private final Inbound inbound;
    private final Outbound outbound = new Outbound();
    private final LongAdder received = new LongAdder();
    private final LongAdder sent = new LongAdder();
    private final LongAdder dropped = new LongAdder();
    private final AtomicBoolean closed = new AtomicBoolean();
    private volatile @Nullable Strand writer;

    /** Who watches which of the peer's actors; guarded by itself. */
    private final Map<RemoteRef<?>, Set<Watcher>> watchers = new LinkedHashMap<>();

    Link(Kernel kernel, Links links, Connection connection, boolean dialled, Hello peer, FrameCodec codec) {
        this.kernel = kernel;
        this.links = links;
        this.connection = connection;
        this.dialled = dialled;
        this.beganNanos = kernel.time().nanoTime();
        this.peer = peer;
        this.address = connection.address();
        this.since = kernel.time().now();
        this.codec = codec;
        this.inbound = new Inbound(this, kernel);
    }

    /**
     * Lets frames flow: first out go all names of this node.
     *
     * @param buffer what has been received behind the hello, ready to be written to
     */
    void start(ByteBuffer buffer) {
        writer = kernel.startStrand("mk-writer-" + peer.identity(), this::write);
        kernel.names().subscribe(this);
        if (closed.get()) {
            kernel.names().unsubscribe(this); // closed before it was subscribed, so nobody else does this
        }
        var _ = kernel.startStrand("mk-reader-" + peer.identity(), () -> read(buffer));
    }

    // ---- what others see

    Kernel kernel() {
        return kernel;
    }

    Hello peer() {
        return peer;
    }

    boolean runsOver(Connection other) {
        return connection.equals(other);
    }

    /** Completed with the reason when the link has ended. */
    CompletableFuture<String> ended() {
        return ended;
    }

    /** Whether the peer opened the connection, not longer ago than this. */
    boolean wasAcceptedWithin(Duration span) {
        return !dialled && kernel.time().nanoTime() - beganNanos <= span.toNanos();
    }

    boolean isClosed() {
        return closed.get();
    }

    PeerInfo info() {
        return new PeerInfo(peer.nodeId(), peer.identity(), address, since, received.sum(), sent.sum(), dropped.sum());
    }

    /** As in {@code kitchen(11) at 127.0.0.1:40612}. */
    @Override
    public String toString() {
        return peer.identity() + "(" + peer.nodeId() + ") at " + address;
    }

    /** Refuses what a peer would close the connection over, before anything is done with it. */
    static void requireSendable(byte[] payload) {
        if (payload.length > FrameCodec.DEFAULT_PAYLOAD_LENGTH_MAX) {
            throw new IllegalArgumentException("payload length must be 0.." + FrameCodec.DEFAULT_PAYLOAD_LENGTH_MAX
                    + " bytes, length=" + payload.length);
        }
    }

    /** Hands a frame to the writer. */
    Delivery send(Frame frame) {
        if (closed.get()) {
            return Delivery.REFUSED_STOPPED;
        }
        if (!outbound.offer(frame)) {
            return Delivery.REFUSED_FULL;
        }
        sent.increment();
        return Delivery.ACCEPTED;
    }

    /** Tells one of the peer's actors what this node can do. */
    void sendCaps(ActorId answering, ActorId asker) {
        var frame = SystemMessageCodec.encode(links.caps(), answering.value(), asker.value());
        if (send(frame) != Delivery.ACCEPTED) {
            LOG.debug("{} asks for capabilities faster than it reads the answers", this);
        }
    }

    RemoteRef<Object> ref(ActorId id) {
        return new RemoteRef<>(this, id);
    }

    void watch(RemoteRef<?> actor, Watcher watcher) {
        synchronized (watchers) {
            if (!closed.get()) {
                watchers.computeIfAbsent(actor, missing -> new LinkedHashSet<>())
                        .add(watcher);
                return;
            }
        }
        watcher.ended(actor, new ExitReason.Unreachable(peer.nodeId()));
    }

    void unwatch(RemoteRef<?> actor, Watcher watcher) {
        synchronized (watchers) {
            var ofActor = watchers.get(actor);
            if (ofActor != null && ofActor.remove(watcher) && ofActor.isEmpty()) {
                watchers.remove(actor);
            }
        }
    }

    // ---- names of this node, under the name table's lock

    @Override
    public void registered(String name, ActorRef<?> actor) {
        announce(SystemMessageCodec.encode(
                new SystemMessage.Register(name, actor.id().value())));
    }

    @Override
    public void unregistered(String name) {
        announce(SystemMessageCodec.encode(new SystemMessage.Unregister(name)));
    }

    private void announce(Frame frame) {
        if (closed.get()) {
            return;
        }
        if (outbound.announce(frame)) {
            sent.increment();
        } else {
            // A peer that misses a name would never learn of it: better it mounts again.
            close("more names wait for it than there is room for: it reads too slowly");
        }
    }

    // ---- threads

    private void read(ByteBuffer received) {
        var buffer = received;
        try {
            while (true) {
                buffer.flip();
                int missing = decodeAll(buffer);
                if (missing < 0) {
                    return;
                }
                buffer = Inbound.makeRoom(buffer, missing);
                if (connection.read(buffer) < 0) {
                    close("it closed the connection");
                    return;
                }
            }
        } catch (IOException e) {
            close("the connection broke: " + e.getMessage());
        } catch (Throwable bug) { // an Error too: without its reader the link would be dead and look alive
            logUnlessClosed("reading", bug);
            close("reading failed");
        }
    }

    /** Handles all whole frames. Returns how many bytes the next one lacks at least, or -1 if the link was closed. */
    private int decodeAll(ByteBuffer buffer) {
        while (true) {
            switch (codec.decode(buffer)) {
                case Decoded.Complete<Frame>(var frame) -> {
                    received.increment();
                    inbound.onFrame(frame);
                    if (closed.get()) {
                        return -1;
                    }
                }
                case Decoded.NeedMore<Frame>(var missing) -> {
                    return missing;
                }
                case Decoded.Malformed<Frame>(var reason) -> {
                    close("it sent a malformed frame: " + reason);
                    return -1;
                }
            }
        }
    }

    /** Counts a frame that is not believed. */
    void drop(Frame frame, String why) {
        dropped.increment();
        LOG.debug("Dropped {} from {}: {}", frame, this, why);
    }

    private void write() {
        var batch = new ArrayList<Frame>(BATCH_MAX);
        try {
            var buffer = ByteBuffer.allocateDirect(WRITE_BUFFER_LENGTH);
            while (!closed.get()) {
                outbound.take(batch, BATCH_MAX);
                for (var frame : batch) {
                    if (buffer.remaining() < FrameCodec.encodedLength(frame)) {
                        flush(buffer);
                    }
                    if (buffer.remaining() < FrameCodec.encodedLength(frame)) {
                        flush(encodeAlone(frame));
                    } else {
                        codec.encode(frame, buffer);
                    }
                }
                flush(buffer);
                batch.clear();
            }
        } catch (IOException e) {
            close("the connection broke: " + e.getMessage());
        } catch (InterruptedException e) {
            close("it was told to close");
        } catch (Throwable bug) { // as in read
            logUnlessClosed("writing", bug);
            close("writing failed");
        }
    }

    private void logUnlessClosed(String what, Throwable bug) {
        if (!closed.get()) {
            LOG.error("The link with {} broke off while {}", this, what, bug);
        }
    }

    /** Ends the link without a word to anybody: this node is no more. */
    void crash() {
        closed.set(true);
    }

    private ByteBuffer encodeAlone(Frame frame) {
        var buffer = ByteBuffer.allocate(FrameCodec.encodedLength(frame));
        codec.encode(frame, buffer);
        return buffer;
    }

    private void flush(ByteBuffer buffer) throws IOException {
        buffer.flip();
        if (buffer.hasRemaining()) {
            connection.write(buffer);
        }
        buffer.clear();
    }

    /** Ends the link, and the names and watches that rest on it. Idempotent, from any thread. */
    void close(String reason) {
        if (!closed.compareAndSet(false, true)) {
            return;
        }
        LOG.info("Node {} is gone: {}", this, reason);
        connection.close();
        var present = writer;
        if (present != null) {
            present.interrupt();
        }
        kernel.names().unsubscribe(this);
        kernel.registry().forgetNode(peer.nodeId());
        links.remove(this);
        List<Map.Entry<RemoteRef<?>, Set<Watcher>>> watched;
        synchronized (watchers) {
            watched = List.copyOf(watchers.entrySet());
            watchers.clear();
        }
        for (var entry : watched) {
            for (var watcher : entry.getValue()) {
                watcher.ended(entry.getKey(), new ExitReason.Unreachable(peer.nodeId()));
            }
        }
        ended.complete(reason);
    }
}
