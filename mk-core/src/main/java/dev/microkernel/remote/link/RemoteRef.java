package dev.microkernel.remote.link;

import dev.microkernel.actor.ActorId;
import dev.microkernel.actor.ActorRef;
import dev.microkernel.actor.DeadLetter;
import dev.microkernel.cell.InternalRef;
import dev.microkernel.cell.Watcher;
import dev.microkernel.codec.WireMessage;
import dev.microkernel.mailbox.Delivery;
import dev.microkernel.wire.Frame;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * An actor on the other side of a link. Two references to the same actor over the same link are equal. With sequence 0
 * it stands for a sender that gave no id: one knows its node, but cannot answer it.
 */
final class RemoteRef<M> extends InternalRef<M> {

    private final Link link;
    private final ActorId id;

    RemoteRef(Link link, ActorId id) {
        super(link.kernel());
        this.link = link;
        this.id = id;
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
        Link.requireSendable(wire.payload());
        return link.send(new Frame(sourceOf(sender), id.value(), wire.type(), wire.payload()));
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

    @Override
    public boolean isStopped() {
        return link.isClosed();
    }

    @Override
    protected void watchedBy(Watcher watcher) {
        link.watch(this, watcher);
    }

    @Override
    protected void unwatchedBy(Watcher watcher) {
        link.unwatch(this, watcher);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof RemoteRef<?> ref && link == ref.link && id.equals(ref.id);
    }

    @Override
    public int hashCode() {
        return id.hashCode();
    }
}
