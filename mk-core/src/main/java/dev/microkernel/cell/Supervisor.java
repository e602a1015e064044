package dev.microkernel.cell;

import dev.microkernel.actor.Strategy;
import dev.microkernel.actor.Supervision;
import org.jspecify.annotations.Nullable;

/** What a cell knows, in one of its lives, of the failures of its children. Only the cell's turn touches this. */
final class Supervisor {

    private final Kernel kernel;
    private final Strategy strategy;
    private @Nullable Supervision state;

    Supervisor(ActorCell<?> cell) {
        kernel = cell.kernel();
        var own = cell.spec().strategy();
        strategy = own == null ? kernel.strategy() : own;
    }

    /** Decides about a child that failed. */
    Supervision.Verdict verdict(ActorCell<?> child) {
        try {
            var present = state == null ? strategy.begin() : state;
            var decision = present.onFailure(
                    child.name(), kernel.time().nanoTime(), kernel.random().nextDouble());
            state = decision.next();
            return decision.verdict();
        } catch (RuntimeException broken) {
            // Without a verdict the child would wait for ever.
            return new Supervision.Verdict.Escalate("the strategy threw " + ActorCell.text(broken));
        }
    }

    /** Forgets a child that has stopped. */
    void forget(ActorCell<?> child) {
        if (state != null) {
            state = state.forget(child.name());
        }
    }
}
