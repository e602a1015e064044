package dev.microkernel.system;

import java.time.Duration;
import java.util.function.BooleanSupplier;

/**
 * A system whose actors run only when the test lets them, on the test's thread and on virtual time: a {@link
 * SimulatedWorld} of one node. Not thread-safe.
 */
public final class SimulatedSystem implements AutoCloseable {

    private final SimulatedWorld world;
    private final ActorSystem system;

    SimulatedSystem(SimulatedWorld world, ActorSystem system) {
        this.world = world;
        this.system = system;
    }

    /** The system itself. */
    public ActorSystem system() {
        return system;
    }

    /** What decides the order of turns. */
    public long seed() {
        return world.seed();
    }

    /** Has one actor take one turn. Whether one wanted to; if none did, time has to move. */
    public boolean step() {
        return world.step();
    }

    /** How many actors and threads want a turn. */
    public int pending() {
        return world.pending();
    }

    /** Lets actors run until none has anything to do. Time stands still. */
    public void settle() {
        world.settle();
    }

    /** Moves time forward, letting actors run until none has anything to do after every timer that fires. */
    public void advance(Duration amount) {
        world.advance(amount);
    }

    /**
     * Moves time forward as {@link #advance}, at most so far, and stops at the instant at which a condition holds.
     *
     * @return whether it holds
     */
    public boolean advanceUntil(BooleanSupplier condition, Duration atMost) {
        return world.advanceUntil(condition, atMost);
    }

    /** Moves the wall clock, {@code time().now()}, forward or back; time-outs and delays do not notice. */
    public void jumpClock(Duration by) {
        world.jumpClock(system, by);
    }

    /** Stops all actors, then ends what has not stopped. */
    @Override
    public void close() {
        system.close();
        world.close();
    }
}
