package dev.microkernel.testkit;

import java.time.Duration;
import java.util.function.BooleanSupplier;

/** For what runs on the test's own thread: what is not there now will not come. */
record NoWaiting(String where) implements Waiting {

    @Override
    public boolean until(BooleanSupplier condition, Duration atMost) {
        return condition.getAsBoolean();
    }

    @Override
    public void changed() {
        // Nobody waits.
    }

    @Override
    public long nanoTime() {
        return 0;
    }

    @Override
    public String text(Duration span) {
        return Texts.of(span);
    }
}
