package dev.microkernel.cell;

import dev.microkernel.actor.ActorId;
import dev.microkernel.actor.ActorRef;
import dev.microkernel.actor.AskException;
import dev.microkernel.actor.ExitReason;
import dev.microkernel.actor.TraceContext;
import dev.microkernel.codec.WireMessage;
import dev.microkernel.mailbox.Delivery;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/** What every reference can do for other cells, whatever stands behind it. */
public abstract class InternalRef<M> implements ActorRef<M> {

    private static final VarHandle SEQUENCE;

    static {
        try {
            SEQUENCE = MethodHandles.lookup().findVarHandle(InternalRef.class, "sequence", int.class);
        } catch (ReflectiveOperationException e) {
            throw new ExceptionInInitializerError(e);
        }
    }

    private final Kernel kernel;

    /** 0 until somebody asks for it: most references are never named to anybody. */
    private volatile int sequence;

    /** A reference of a node. */
    protected InternalRef(Kernel kernel) {
        this.kernel = kernel;
    }

    /**
     * The inside of a reference.
     *
     * @throws IllegalArgumentException if no actor system gave it out
     */
    static <M> InternalRef<M> of(ActorRef<M> ref) {
        if (ref instanceof InternalRef<M> internal) {
            return internal;
        }
        throw new IllegalArgumentException("only references that an actor system gave out will do here, class="
                + ref.getClass().getName());
    }

    /** What the node's cells share. */
    protected final Kernel kernel() {
        return kernel;
    }

    /**
     * Sends as {@link #tell} does, for a caller that has other uses for what is refused: actors, their adapters and
     * whatever can be a member of a group make no dead letter of it.
     */
    public Delivery offer(M message, @Nullable ActorRef<?> sender) {
        return tell(message, sender);
    }

    /** The actor of this node in whose mailbox messages to this reference wait, or null if that is not known. */
    @Nullable
    ActorCell<?> cell() {
        return null;
    }

    /** Has the actor tell a watcher when it ends; at once if it has. */
    protected abstract void watchedBy(Watcher watcher);

    /** Takes back {@link #watchedBy}. */
    protected abstract void unwatchedBy(Watcher watcher);

    /**
     * Reads what another node sends to this reference.
     *
     * @throws dev.microkernel.codec.MalformedMessageException if it is nothing that this reference takes from there
     */
    public abstract Object decode(WireMessage message);

    /** Whether messages are in vain from now on. */
    public abstract boolean isStopped();

    /** How long who sends under this reference waits for an answer, in milliseconds, or -1 for ever. */
    public long patienceMillis() {
        return -1;
    }

    /**
     * Another node says that it did not deliver what was sent under this reference; an ask fails at once.
     *
     * @param receiver who should have got it
     * @param full whether trying again may succeed
     */
    public void undelivered(ActorId receiver, boolean full, String text) {}

    /** The trace that what is sent now belongs to, or null. */
    protected static @Nullable TraceContext currentTrace() {
        return TracedEnvelope.current();
    }

    @Override
    public final <R> CompletableFuture<R> ask(M message, Class<R> replyType, Duration timeout) {
        var ask = new AskRef<>(kernel, this, replyType, timeout);
        send(message, ask);
        return ask.future();
    }

    /** Sends the message of an ask, or fails the ask. */
    final void send(M message, AskRef<?> ask) {
        Delivery delivery;
        try {
            delivery = tell(message, ask);
        } catch (RuntimeException refusal) { // a message that cannot cross the wire, say
            ask.future().cancel(false);
            throw refusal;
        }
        switch (delivery) {
            case ACCEPTED -> ask.accepted();
            case REFUSED_FULL, DROPPED ->
                ask.fail(AskException.Kind.REFUSED_FULL, path() + " refused the message: its mailbox is full", null);
            case REFUSED_STOPPED ->
                ask.fail(AskException.Kind.REFUSED_STOPPED, path() + " refused the message: it has stopped", null);
        }
    }

    /** The number of this reference on its node. */
    final int sequence() {
        int assigned = sequence;
        if (assigned == 0) {
            int fresh = kernel.exports().nextSequence();
            assigned = SEQUENCE.compareAndSet(this, 0, fresh) ? fresh : sequence;
        }
        return assigned;
    }

    /** The id, under which other nodes can send to this reference from now on, until {@link #withdraw}. */
    protected final ActorId export() {
        return kernel.exports().export(sequence(), this);
    }

    /** Keeps other nodes from sending to this reference. */
    protected final void withdraw() {
        int assigned = sequence;
        if (assigned != 0) {
            kernel.exports().remove(assigned, this);
        }
    }

    /** A future of this actor's end. */
    public final CompletableFuture<ExitReason> ending() {
        return FutureWatcher.watch(this);
    }

    @Override
    public String toString() {
        return path();
    }
}
