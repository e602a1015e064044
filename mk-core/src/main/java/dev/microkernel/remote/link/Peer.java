package dev.microkernel.remote.link;

import dev.microkernel.actor.ActorId;
import dev.microkernel.actor.DeadLetter;
import dev.microkernel.cell.InternalRef;
import dev.microkernel.cell.Kernel;
import dev.microkernel.codec.WireMessage;
import dev.microkernel.time.Cancellable;
import dev.microkernel.wire.Frame;
import dev.microkernel.wire.FrameCodec;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * One life of another node, as references to its actors know it. An MK01 node says nothing of its lives, so each link is
 * one; an MK02 node's goes on over all links with the same incarnation, and what it remembers is what makes confirmed
 * messages arrive once.
 */
final class Peer {

    private final Kernel kernel;
    private final NodeName name;

    /** The number of this node's memory of the peer; 0 if it has none. */
    private final long session;

    private final Confirmed toConfirm = new Confirmed();
    private volatile @Nullable Link link;
    private volatile @Nullable String lastError;

    /** The number of the last message to be confirmed that has arrived; for the deliverers, one after the other. */
    private volatile long lastArrived;

    private @Nullable Cancellable forgetting;

    /** Completed when the deliverer of the former link has ended. */
    private CompletableFuture<?> deliveries = CompletableFuture.completedFuture(null);

    Peer(Kernel kernel, NodeName name, long session) {
        this.kernel = kernel;
        this.name = name;
        this.session = session;
    }

    Kernel kernel() {
        return kernel;
    }

    NodeName name() {
        return name;
    }

    long session() {
        return session;
    }

    Confirmed toConfirm() {
        return toConfirm;
    }

    /** The link that there is now, or null. */
    @Nullable
    Link link() {
        return link;
    }

    synchronized void linked(Link newLink) {
        link = newLink;
        if (forgetting != null) {
            forgetting.cancel();
            forgetting = null;
        }
    }

    /** Sets the timer that ends this memory, in the place of a former one. */
    synchronized void forgetAt(Cancellable timer) {
        if (forgetting != null) {
            forgetting.cancel();
        }
        forgetting = timer;
    }

    /** The link has ended. Another one may have come already. */
    synchronized void unlinked(Link ended, String why) {
        lastError = why;
        if (link == ended) {
            link = null;
            toConfirm.suspend();
        }
    }

    Optional<String> lastError() {
        return Optional.ofNullable(lastError);
    }

    /** What the longest payload to it is, as far as that is known. */
    int payloadMax() {
        var present = link;
        return present == null ? FrameCodec.DEFAULT_PAYLOAD_LENGTH_MAX : present.payloadMax();
    }

    /** Has a deliverer wait for the one before it; returns what to wait for. */
    synchronized CompletableFuture<?> takeTurn(CompletableFuture<?> own) {
        var former = deliveries;
        deliveries = own;
        return former;
    }

    long lastArrived() {
        return lastArrived;
    }

    /** Whether a message with that number is the next one. */
    boolean arrives(long sequence) {
        if (sequence != lastArrived + 1) {
            return false;
        }
        lastArrived = sequence;
        return true;
    }

    /** This life is over: what waits to be confirmed never will be. */
    void end(String why) {
        giveUp(toConfirm.end(), DeadLetter.Reason.UNCONFIRMED, why);
    }

    /** Makes dead letters of messages that were told here and did not get there. */
    void giveUp(List<Frame> frames, DeadLetter.Reason reason, String why) {
        for (var frame : frames) {
            kernel.deadLetters()
                    .add(
                            reason,
                            new ActorId(frame.dest()).toString(),
                            senderOf(frame.source()),
                            new WireMessage(frame.type(), frame.payload()),
                            why);
        }
    }

    /** The actor here that has sent something, or null if it has ended, or was none. */
    @Nullable
    InternalRef<?> senderOf(long source) {
        var id = new ActorId(source);
        return id.node() == kernel.nodeId() ? kernel.exports().get(id.sequence()) : null;
    }
}
