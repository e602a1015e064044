package dev.microkernel.dispatch;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;

/**
 * Runs tasks round-robin. A task that is scheduled before {@link #start} waits. {@link #schedule} may be called from
 * any thread, but not for a task that is already scheduled or running; what the caller wrote before is visible to the
 * task's turn.
 */
public interface Scheduler {

    /** Begins to run tasks. Idempotent. */
    void start();

    /** Makes a task run soon. */
    void schedule(Task task);

    /** Whether the calling thread is running a task's turn at this moment. */
    boolean inTurn();

    /**
     * Waits for something that the tasks are to bring about. Not from within a turn.
     *
     * @param deadline how long to wait
     * @return whether it has happened
     */
    boolean await(CompletableFuture<?> event, Duration deadline);

    /**
     * Stops running tasks when the turns under way are over; tasks in the queues stay there.
     *
     * @param deadline how long to wait for the turns under way
     * @return whether they were over in time
     */
    boolean shutdown(Duration deadline);
}
