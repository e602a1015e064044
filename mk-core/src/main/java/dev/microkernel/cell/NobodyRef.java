package dev.microkernel.cell;

import dev.microkernel.actor.ActorId;
import dev.microkernel.actor.ActorRef;
import dev.microkernel.actor.DeadLetter;
import dev.microkernel.actor.ExitReason;
import dev.microkernel.codec.WireMessage;
import dev.microkernel.mailbox.Delivery;
import org.jspecify.annotations.Nullable;

/** The sender of messages that have none: what is told to it is a dead letter. */
final class NobodyRef extends InternalRef<Object> {

    NobodyRef(Kernel kernel) {
        super(kernel);
    }

    @Override
    public ActorId id() {
        return ActorId.NONE;
    }

    @Override
    public String path() {
        return "nobody";
    }

    @Override
    public Delivery tell(Object message, @Nullable ActorRef<?> sender) {
        kernel().deadLetters().add(DeadLetter.Reason.NO_SENDER, path(), sender, message, "");
        return Delivery.REFUSED_STOPPED;
    }

    @Override
    public Object decode(WireMessage message) {
        return message;
    }

    @Override
    public boolean isStopped() {
        return true;
    }

    @Override
    protected void watchedBy(Watcher watcher) {
        watcher.ended(this, new ExitReason.Normal());
    }

    @Override
    protected void unwatchedBy(Watcher watcher) {
        // It has ended before it was watched.
    }
}
