package dev.microkernel.benchmarks;

import java.time.Duration;
import java.util.Map;

/** A work set up on a contender, in the JVM where both live. */
interface Session {

    /** Has the JVM compile what the rounds run. */
    void warmUp(Duration length) throws InterruptedException;

    /** Measures once. Returns the value of each of the work's rows, by name. */
    Map<String, Double> round(Duration length) throws InterruptedException;
}
