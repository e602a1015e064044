package dev.microkernel.benchmarks;

import java.time.Duration;

/** A work set up on a contender, that can be done over and over and counted. */
interface Counted {

    /** Works for about so long. Returns when all that was begun has ended. */
    Count run(Duration length) throws InterruptedException;

    /**
     * What was done.
     *
     * @param operations how many; of a message, its receipt is what counts
     * @param nanos from the first that was begun to the last that ended
     */
    record Count(long operations, long nanos) {

        double perSecond() {
            return operations * 1e9 / nanos;
        }
    }
}
