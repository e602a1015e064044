package dev.microkernel.system;

import dev.microkernel.dispatch.SeededScheduler;
import dev.microkernel.time.VirtualTime;
import java.time.Duration;

/**
 * A system whose actors run only when the test lets them, on the test's thread and on virtual time. Not thread-safe;
 * without links to other nodes.
 */
public final class SimulatedSystem implements AutoCloseable {

    private final ActorSystem system;
    private final VirtualTime time;
    private final SeededScheduler scheduler;
    private final long seed;

    SimulatedSystem(ActorSystem system, VirtualTime time, SeededScheduler scheduler, long seed) {
        this.system = system;
        this.time = time;
        this.scheduler = scheduler;
        this.seed = seed;
    }

    /** The system itself. */
    public ActorSystem system() {
        return system;
    }

    /** What decides the order of turns. */
    public long seed() {
        return seed;
    }

    /** Lets actors run until none has anything to do. Time stands still. */
    public void settle() {
        scheduler.runUntilIdle();
    }

    /** Moves time forward, letting actors run until none has anything to do after every timer that fires. */
    public void advance(Duration amount) {
        time.advance(amount, this::settle);
    }

    @Override
    public void close() {
        system.close();
    }
}
