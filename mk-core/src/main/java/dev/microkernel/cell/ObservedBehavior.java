package dev.microkernel.cell;

import dev.microkernel.actor.Behavior;
import dev.microkernel.actor.Signal;
import dev.microkernel.actor.StopBehavior;
import java.util.Objects;

/** A behaviour with something around its messages; it takes the place of whatever the behaviour becomes. */
final class ObservedBehavior<M> implements Behavior<M> {

    private final Handling handling;
    private Behavior<M> present;

    ObservedBehavior(Handling handling, Behavior<M> first) {
        this.handling = handling;
        this.present = first;
    }

    @Override
    public Behavior<M> onMessage(M message) throws Exception {
        handling.begin(message);
        Behavior<M> next;
        try {
            next = present.onMessage(message);
        } catch (Throwable failure) {
            handling.end(failure);
            throw failure;
        }
        handling.end(null);
        return become(next);
    }

    @Override
    public Behavior<M> onSignal(Signal signal) throws Exception {
        return become(present.onSignal(signal));
    }

    /** What the cell is told: it need not know that the behaviour is another one. */
    @SuppressWarnings("ReferenceEquality") // the three answers are single objects
    private Behavior<M> become(Behavior<M> next) {
        if (next == Behavior.<M>same()
                || next == Behavior.<M>unhandled()
                || next == Behavior.<M>stopped()
                || next instanceof StopBehavior<M>) {
            return next;
        }
        present = Objects.requireNonNull(next, "a behaviour must not return null: return Behavior.same()");
        return Behavior.same();
    }
}
