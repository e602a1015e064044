package dev.microkernel.cell;

import dev.microkernel.actor.ActorRef;
import dev.microkernel.actor.AskException;
import dev.microkernel.codec.WireMessage;
import dev.microkernel.mailbox.Delivery;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/** What every reference can do for other cells, whatever stands behind it. */
public abstract class InternalRef<M> implements ActorRef<M> {

    private final Kernel kernel;

    /** A reference of a node. */
    protected InternalRef(Kernel kernel) {
        this.kernel = kernel;
    }

    /** What the node's cells share. */
    protected final Kernel kernel() {
        return kernel;
    }

    /**
     * Sends as {@link #tell} does, for a caller that has other uses for what is refused: references that can be members
     * of groups make no dead letter of it.
     */
    protected Delivery offer(M message, @Nullable ActorRef<?> sender) {
        return tell(message, sender);
    }

    /** Has the actor tell a cell when it ends; at once if it has. */
    protected abstract void watchedBy(ActorCell<?> watcher);

    /** Takes back {@link #watchedBy}. */
    protected abstract void unwatchedBy(ActorCell<?> watcher);

    /**
     * Reads what another node sends to this reference.
     *
     * @throws dev.microkernel.codec.MalformedMessageException if it is nothing that this reference takes from there
     */
    public abstract Object decode(WireMessage message);

    /** Whether messages are in vain from now on. */
    public abstract boolean isStopped();

    @Override
    public final <R> CompletableFuture<R> ask(M message, Class<R> replyType, Duration timeout) {
        var reply = new AskRef<>(kernel, this, replyType, timeout);
        Delivery delivery;
        try {
            delivery = tell(message, reply);
        } catch (RuntimeException refusal) { // a message that cannot cross the wire, say
            reply.future().cancel(false);
            throw refusal;
        }
        switch (delivery) {
            case ACCEPTED -> reply.startTimeout();
            case REFUSED_FULL ->
                reply.fail(AskException.Kind.REFUSED_FULL, path() + " refused the message: its mailbox is full", null);
            case REFUSED_STOPPED ->
                reply.fail(AskException.Kind.REFUSED_STOPPED, path() + " refused the message: it has stopped", null);
        }
        return reply.future();
    }

    @Override
    public String toString() {
        return path();
    }
}
