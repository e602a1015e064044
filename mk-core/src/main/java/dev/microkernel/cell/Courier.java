package dev.microkernel.cell;

import dev.microkernel.actor.ActorRef;
import dev.microkernel.dispatch.Task;
import dev.microkernel.dispatch.Turn;
import dev.microkernel.mailbox.Envelope;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * An envelope that can take the place of the actor in a scheduler's queue: the message that finds its receiver idle is
 * carried to the turn that it causes, without having been in the mailbox.
 */
class Courier extends Envelope implements Task {

    Courier(Object message, @Nullable ActorRef<?> sender) {
        super(message, sender);
    }

    /** Says to whom this goes; before it is scheduled. */
    final void carryTo(Inbox<?> receiver) {
        setLink(receiver);
    }

    @Override
    public final @Nullable Task runTurn(Turn turn) {
        var receiver = subject();
        setLink(null);
        return receiver.runTurn(turn, this);
    }

    @Override
    public final Inbox<?> subject() {
        return (Inbox<?>) Objects.requireNonNull(link(), "nobody to carry the message to");
    }
}
