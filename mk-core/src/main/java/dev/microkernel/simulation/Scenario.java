package dev.microkernel.simulation;

import dev.microkernel.system.SimulatedWorld;
import java.time.Duration;
import java.util.random.RandomGenerator;

/**
 * What is simulated: nodes and actors, what happens to them, and what must hold. Each run has a scenario of its own, so it
 * may keep what it sees in fields. All of it must depend on nothing but the arguments: no clock, no chance, no threads of
 * its own, no order of a {@link java.util.HashMap} whose keys have no hash of their own.
 */
public interface Scenario {

    /** Starts nodes and actors in a world that has none. */
    void start(SimulatedWorld world, RandomGenerator random) throws Exception;

    /** Draws an operation. Called before {@link #start}. */
    Operation draw(RandomGenerator random);

    /** How many operations a run has. */
    default int operations() {
        return 20;
    }

    /**
     * Checks what must hold after every turn; must change nothing.
     *
     * @throws AssertionError if it does not hold
     */
    default void checkSafety(SimulatedWorld world) {}

    /** How long the world is left alone, without faults, before {@link #checkLiveness}. */
    default Duration calm() {
        return Duration.ofMinutes(5);
    }

    /**
     * Checks what must hold in the end, when faults have ceased and the world has come to rest.
     *
     * @throws AssertionError if it does not hold
     */
    default void checkLiveness(SimulatedWorld world) {}
}
