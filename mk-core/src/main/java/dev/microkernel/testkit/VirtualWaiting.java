package dev.microkernel.testkit;

import dev.microkernel.system.SimulatedSystem;
import java.time.Duration;
import java.util.function.BooleanSupplier;

/** Waits by moving virtual time, no further than to the instant at which the condition holds. */
record VirtualWaiting(SimulatedSystem simulation) implements Waiting {

    @Override
    public boolean until(BooleanSupplier condition, Duration atMost) {
        return simulation.advanceUntil(condition, atMost);
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
