package dev.microkernel.dispatch;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;

/**
 * Runs tasks round-robin. A task that is scheduled before {@link #start} waits. {@link #schedule} and {@link
 * #scheduleFirst} may be called from any thread, but not for a task that is already scheduled or running; what the
 * caller wrote before is visible to the task's turn.
 */
public interface Scheduler {

    /** Begins to run tasks. Idempotent. */
    void start();

    /** Makes a task run soon. */
    void schedule(Task task);

    /** Makes a task run before those that only have messages to handle: a supervisor's verdict must not wait for them. */
    void scheduleFirst(Task task);

    /**
     * Starts a thread of code that may wait; it goes on until the body ends.
     *
     * @param name the thread's name
     * @param body what it runs; must not throw
     */
    Strand startStrand(String name, Runnable body);

    /**
     * Starts code that computes, and hardly waits, on one of a bounded number of threads: not the workers, so that actors
     * get their turns however long it takes.
     *
     * @param name the thread's name meanwhile
     * @param body what it runs; must not throw
     */
    Strand startPooled(String name, Runnable body);

    /** Whether no thread has anything to do, so that nobody keeps the coarse clock going. */
    boolean isIdle();

    /** Whether the calling thread is running a task's turn at this moment. */
    boolean inTurn();

    /** Whether the calling thread may wait for what tasks do, without keeping them from doing it. */
    boolean mayWait();

    /**
     * Waits for something that the tasks are to bring about. Not from within a turn.
     *
     * @param deadline how long to wait
     * @return whether it has happened
     */
    boolean await(CompletableFuture<?> event, Duration deadline);

    /** What it has to do, and has done. */
    SchedulerLoad load();

    /** How often a task was seen to hold its thread for longer than the limit. */
    long stalls();

    /**
     * Stops running tasks when the turns under way are over; tasks in the queues stay there.
     *
     * @param deadline how long to wait for the turns under way
     * @return whether they were over in time
     */
    boolean shutdown(Duration deadline);
}
