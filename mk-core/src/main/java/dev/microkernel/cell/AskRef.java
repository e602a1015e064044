package dev.microkernel.cell;

import dev.microkernel.actor.ActorId;
import dev.microkernel.actor.ActorRef;
import dev.microkernel.actor.AskException;
import dev.microkernel.actor.DeadLetter;
import dev.microkernel.actor.ExitReason;
import dev.microkernel.actor.Failure;
import dev.microkernel.codec.CodecRegistry;
import dev.microkernel.codec.MessageType;
import dev.microkernel.codec.WireMessage;
import dev.microkernel.mailbox.Delivery;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/** The sender of an ask: takes one reply, or hears why there will be none, and completes a future with it. */
final class AskRef<R> extends InternalRef<Object> {

    private final InternalRef<?> receiver;
    private final Class<R> replyType;
    private final Duration timeout;
    private final CompletableFuture<R> future = new CompletableFuture<>();

    /** 0 until somebody asks for the id: most replies come from this node and need none. */
    private final AtomicInteger sequence = new AtomicInteger();

    AskRef(Kernel kernel, InternalRef<?> receiver, Class<R> replyType, Duration timeout) {
        super(kernel);
        this.receiver = receiver;
        this.replyType = replyType;
        this.timeout = timeout;
        var _ = future.whenComplete((reply, failure) -> kernel().exports().remove(sequence.get(), this));
    }

    CompletableFuture<R> future() {
        return future;
    }

    void startTimeout() {
        kernel().asks().add(this);
        var timer = kernel().time().schedule(timeout, this::onTimeout);
        var _ = future.whenComplete((reply, failure) -> {
            timer.cancel();
            kernel().asks().remove(this);
        });
    }

    /** Fails the ask in a turn of its own: callbacks of the application's must not hold up other timers. */
    private void onTimeout() {
        kernel().scheduler().schedule(() -> {
            fail(
                    AskException.Kind.TIMEOUT,
                    receiver.path() + " sent no " + replyType.getSimpleName() + " within " + timeout,
                    null);
            return false;
        });
    }

    void systemClosed() {
        fail(AskException.Kind.REFUSED_STOPPED, receiver.path() + " sent no reply before the system was closed", null);
    }

    void fail(AskException.Kind kind, String message, @Nullable Throwable cause) {
        future.completeExceptionally(new AskException(kind, message, cause));
    }

    @Override
    public Delivery tell(Object message, @Nullable ActorRef<?> sender) {
        boolean first;
        if (message instanceof Failure(var cause)) {
            // What failed may have been an ask of the receiver's own: its kind is the one that helps the asker.
            var kind = cause instanceof AskException inner ? inner.kind() : AskException.Kind.RECEIVER_FAILED;
            first = future.completeExceptionally(
                    new AskException(kind, receiver.path() + " replied with a failure: " + cause, cause));
        } else if (replyType.isInstance(message)) {
            first = future.complete(replyType.cast(message));
        } else {
            first = future.completeExceptionally(new AskException(
                    AskException.Kind.WRONG_REPLY,
                    receiver.path() + " was asked for " + replyType.getName() + " and replied with "
                            + message.getClass().getName(),
                    null));
        }
        if (!first) {
            kernel().deadLetters().add(DeadLetter.Reason.LATE_REPLY, path(), sender, message, "");
            return Delivery.REFUSED_STOPPED;
        }
        return Delivery.ACCEPTED;
    }

    @Override
    public ActorId id() {
        int assigned = sequence.get();
        if (assigned == 0) {
            int fresh = kernel().nextSequence();
            assigned = sequence.compareAndSet(0, fresh) ? fresh : sequence.get();
            kernel().exports().put(assigned, this);
            if (future.isDone()) {
                kernel().exports().remove(assigned, this);
            }
        }
        return ActorId.of(kernel().nodeId(), assigned);
    }

    @Override
    public String path() {
        return "ask of " + receiver.path();
    }

    @Override
    public Object decode(WireMessage message) {
        if (replyType == WireMessage.class) {
            return message;
        }
        for (var type : CodecRegistry.messagesOf(replyType)) {
            if (type.isAnnotationPresent(MessageType.class)) {
                kernel().codec().register(type);
            }
        }
        return kernel().codec().decode(message);
    }

    @Override
    public boolean isStopped() {
        return future.isDone();
    }

    @Override
    protected void watchedBy(ActorCell<?> watcher) {
        var _ = future.whenComplete((reply, failure) -> watcher.ended(this, new ExitReason.Normal()));
    }

    @Override
    protected void unwatchedBy(ActorCell<?> watcher) {
        // The watcher ignores news of what it no longer watches.
    }
}
