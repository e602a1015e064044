package dev.microkernel.cell;

import dev.microkernel.actor.ActorId;
import dev.microkernel.actor.ActorRef;
import dev.microkernel.codec.WireMessage;
import dev.microkernel.mailbox.Delivery;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Stands for an actor on another node: takes what it is told until its link is closed. As with real ones, two of the same
 * id are equal.
 */
class ElsewhereRef extends InternalRef<Object> {

    final List<Object> taken = new ArrayList<>();
    private final ActorId id;
    private boolean closed;

    ElsewhereRef(Kernel kernel, int node, int sequence) {
        super(kernel);
        this.id = ActorId.of(node, sequence);
    }

    void closeLink() {
        closed = true;
    }

    @Override
    public Delivery tell(Object message, @Nullable ActorRef<?> sender) {
        if (closed) {
            return Delivery.REFUSED_STOPPED;
        }
        taken.add(message);
        return Delivery.ACCEPTED;
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
        throw new IllegalStateException("nothing arrives here");
    }

    @Override
    public boolean isStopped() {
        return closed;
    }

    @Override
    protected void watchedBy(Watcher watcher) {
        throw new UnsupportedOperationException("not needed here");
    }

    @Override
    protected void unwatchedBy(Watcher watcher) {
        throw new UnsupportedOperationException("not needed here");
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof ElsewhereRef ref && id.equals(ref.id);
    }

    @Override
    public int hashCode() {
        return id.hashCode();
    }
}
