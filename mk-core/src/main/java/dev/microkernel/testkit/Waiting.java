package dev.microkernel.testkit;

import java.time.Duration;
import java.util.function.BooleanSupplier;

/** How time passes for a test that waits. */
interface Waiting {

    /**
     * Lets actors run and time pass until a condition holds.
     *
     * @param atMost how long; zero or less for no time at all
     * @return whether it holds
     */
    boolean until(BooleanSupplier condition, Duration atMost);

    /** Something that a condition may be about has changed; from any thread. */
    void changed();

    /** Monotonic time in nanoseconds. */
    long nanoTime();

    /** A span of this time, for people. */
    String text(Duration span);

    /** What a reader of a failure needs to know beside it: where and when, and how to see it again. */
    String where();
}
