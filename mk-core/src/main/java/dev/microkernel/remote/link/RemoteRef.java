package dev.microkernel.remote.link;

import dev.microkernel.actor.ActorId;
import dev.microkernel.actor.ActorRef;
import dev.microkernel.actor.DeadLetter;
import dev.microkernel.actor.ExitReason;
import dev.microkernel.actor.TraceContext;
import dev.microkernel.cell.InternalRef;
import dev.microkernel.cell.Watcher;
import dev.microkernel.codec.WireMessage;
import dev.microkernel.mailbox.Delivery;
import dev.microkernel.remote.PeerInfo.Level;
import dev.microkernel.wire.Extensions;
import dev.microkernel.wire.Frame;
import java.util.HexFormat;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * An actor on another node, in one life of that node. Two references to the same actor in the same life are equal. With
 * sequence 0 it stands for a sender that gave no id: one knows its node, but cannot answer it.
 */
final class RemoteRef<M> extends InternalRef<M> {

    private static final int TRACE_ID_HALF = 16;

    private final Peer peer;
    private final Link learntBy;
    private final ActorId id;
    private final boolean confirmed;

    RemoteRef(Peer peer, Link learntBy, ActorId id, boolean confirmed) {
        super(peer.kernel());
        this.peer = peer;
        this.learntBy = learntBy;
        this.id = id;
        this.confirmed = confirmed;
    }

    /**
     * The same actor, whose messages are kept until they are confirmed.
     *
     * @throws IllegalArgumentException if its node does not confirm
     */
    RemoteRef<M> confirmed() {
        if (learntBy.level() != Level.MK02 || !learntBy.confirms()) {
            throw new IllegalArgumentException(
                    "node " + peer.name() + " does not confirm messages; send to it as to all others, actor=" + id);
        }
        return new RemoteRef<>(peer, learntBy, id, true);
    }

    @Override
    public Delivery tell(M message, @Nullable ActorRef<?> sender) {
        Objects.requireNonNull(message, "a message must not be null");
        if (id.sequence() == 0) {
            kernel().deadLetters().add(DeadLetter.Reason.NO_SENDER, path(), sender, message, "");
            return Delivery.REFUSED_STOPPED;
        }
        var delivery = offer(message, sender);
        if (delivery != Delivery.ACCEPTED) {
            var reason = delivery == Delivery.REFUSED_FULL ? DeadLetter.Reason.FULL : DeadLetter.Reason.STOPPED;
            kernel().deadLetters().add(reason, path(), sender, message, "");
        }
        return delivery;
    }

    @Override
    public Delivery offer(M message, @Nullable ActorRef<?> sender) {
        var wire = kernel().codec().encode(message);
        requireSendable(wire);
        long patience = sender instanceof InternalRef<?> internal ? internal.patienceMillis() : Extensions.NO_DEADLINE;
        return send(frame(wire, sourceOf(sender), patience), confirmed);
    }

    /**
     * Passes on what another node has sent, from an id of this node; it is no longer than {@link #payloadMax}.
     *
     * @param patienceMillis in how many milliseconds nobody waits for it any more, or {@link Extensions#NO_DEADLINE}
     * @param keep whether it is to be kept until the peer has confirmed it, if it does that
     */
    Delivery forward(WireMessage wire, ActorId source, long patienceMillis, boolean keep) {
        return send(frame(wire, source.value(), patienceMillis), keep && learntBy.confirms());
    }

    private Delivery send(Frame frame, boolean keep) {
        var link = peer.link();
        if (keep) {
            if (!peer.toConfirm().offer(frame)) {
                return peer.toConfirm().isOver() ? Delivery.REFUSED_STOPPED : Delivery.REFUSED_FULL;
            }
            if (link != null) {
                link.sendConfirmed(frame.source());
            }
            return Delivery.ACCEPTED;
        }
        return link == null ? Delivery.REFUSED_STOPPED : link.send(frame);
    }

    /** The link over which it can be reached now, or null. */
    @Nullable
    Link link() {
        return peer.link();
    }

    int payloadMax() {
        return peer.payloadMax();
    }

    /** The same, for a caller that knows what it may send. */
    @SuppressWarnings("unchecked")
    RemoteRef<Object> untyped() {
        return (RemoteRef<Object>) this;
    }

    private Frame frame(WireMessage wire, long source, long patienceMillis) {
        var extensions = learntBy.level() == Level.MK02 ? extensions(patienceMillis) : Extensions.NONE;
        return new Frame(source, id.value(), wire.type(), wire.payload(), extensions);
    }

    /** Refuses what the peer would close the connection over, before anything is done with it. */
    private void requireSendable(WireMessage wire) {
        int most = peer.payloadMax();
        if (wire.payload().length > most) {
            throw new IllegalArgumentException(
                    "payload length must be 0.." + most + " bytes, length=" + wire.payload().length);
        }
    }

    /** The trace that the message belongs to, and how long an ask waits for the answer; most have neither. */
    private static Extensions extensions(long patience) {
        var context = currentTrace();
        if (context == null && patience == Extensions.NO_DEADLINE) {
            return Extensions.NONE;
        }
        return new Extensions(context == null ? null : trace(context), patience, 0, 0);
    }

    private static Extensions.Trace trace(TraceContext context) {
        var traceId = context.traceId();
        return new Extensions.Trace(
                HexFormat.fromHexDigitsToLong(traceId, 0, TRACE_ID_HALF),
                HexFormat.fromHexDigitsToLong(traceId, TRACE_ID_HALF, 2 * TRACE_ID_HALF),
                HexFormat.fromHexDigitsToLong(context.parentId()),
                context.flags());
    }

    /** A peer believes only sources of this node; a sender on a third node cannot be named to it. */
    private long sourceOf(@Nullable ActorRef<?> sender) {
        if (sender == null) {
            return ActorId.NONE.value();
        }
        var source = sender.id();
        return source.node() == kernel().nodeId() ? source.value() : ActorId.NONE.value();
    }

    @Override
    public ActorId id() {
        return id;
    }

    @Override
    public String path() {
        return id.toString();
    }

    @Override
    public Object decode(WireMessage message) {
        throw new IllegalStateException("what arrives here is never for an actor elsewhere, actor=" + id);
    }

    /**
     * Whether the link over which the actor was learnt has ended: nothing may be entered under it any more. If the node
     * comes back in the same life, messages reach the actor all the same.
     */
    @Override
    public boolean isStopped() {
        return learntBy.isClosed();
    }

    @Override
    protected void watchedBy(Watcher watcher) {
        var link = peer.link();
        if (link == null) {
            watcher.ended(this, new ExitReason.Unreachable(peer.name().nodeId()));
        } else {
            link.watch(this, watcher);
        }
    }

    @Override
    protected void unwatchedBy(Watcher watcher) {
        var link = peer.link();
        if (link != null) {
            link.unwatch(this, watcher);
        }
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof RemoteRef<?> ref && peer == ref.peer && id.equals(ref.id);
    }

    @Override
    public int hashCode() {
        return id.hashCode();
    }
}
