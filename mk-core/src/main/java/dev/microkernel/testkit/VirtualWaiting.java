package dev.microkernel.testkit;

import dev.microkernel.system.SimulatedSystem;
import dev.microkernel.time.VirtualTime;
import java.io.Serial;
import java.time.Duration;
import java.util.function.BooleanSupplier;

/** Waits by moving virtual time, no further than to the instant at which the condition holds. */
record VirtualWaiting(SimulatedSystem simulation) implements Waiting {

    /** Leaves the advance of time, which by itself goes on to its end. */
    private static final class Reached extends RuntimeException {
        @Serial
        private static final long serialVersionUID = 1L;

        private Reached() {
            super("the condition holds", null, false, false);
        }
    }

    @Override
    public boolean until(BooleanSupplier condition, Duration atMost) {
        simulation.settle();
        boolean holds = condition.getAsBoolean();
        if (holds || !atMost.isPositive()) {
            return holds;
        }
        var time = (VirtualTime) simulation.system().time();
        try {
            time.advance(atMost, () -> {
                simulation.settle();
                if (condition.getAsBoolean()) {
                    throw new Reached();
                }
            });
        } catch (Reached reached) {
            return true;
        }
        return condition.getAsBoolean();
    }

    @Override
    public void changed() {
        // The condition is looked at whenever something may have.
    }

    @Override
    public long nanoTime() {
        return simulation.system().time().nanoTime();
    }

    @Override
    public String text(Duration span) {
        return Texts.of(span) + " of virtual time";
    }

    @Override
    public String where() {
        return "time=" + Texts.of(Duration.ofNanos(nanoTime())) + ", seed=" + simulation.seed()
                + ", replay by simulate(" + simulation.seed() + ")";
    }
}
