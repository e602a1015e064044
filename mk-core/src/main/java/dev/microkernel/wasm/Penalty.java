package dev.microkernel.wasm;

import java.util.concurrent.atomic.AtomicInteger;

/**
 * What follows when fibers of a spec run for too long. A fiber has one of the few threads that carry virtual threads, also
 * those of links and processes, until it is stopped. So the next runs get threads of the pool, which the operating system can
 * take a core from.
 */
final class Penalty {

    /** How many runs are to be served elsewhere. */
    private static final int RUNS = 64;

    private final AtomicInteger left = new AtomicInteger();

    void impose() {
        left.set(RUNS);
    }

    /** Whether the next run is to be served elsewhere; counts it. */
    boolean isServed() {
        return left.get() > 0 && left.getAndDecrement() > 0;
    }
}
