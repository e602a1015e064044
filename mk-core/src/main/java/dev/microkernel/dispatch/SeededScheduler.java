package dev.microkernel.dispatch;

import dev.microkernel.time.TimeSource;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;

/**
 * Runs tasks one at a time on the thread that asks for it, in an order that only the seed decides. Not thread-safe: all
 * calls must come from one thread, or from a strand while it runs.
 */
public final class SeededScheduler implements Scheduler {

    private final List<Task> runnable = new ArrayList<>();
    private final RandomGenerator random;
    private final TimeSource time;
    private final int messagesPerTurn;
    private final Turn turn;
    private boolean started;
    private boolean inTurn;

    /**
     * The same seed and the same calls give the same order.
     *
     * @param messagesPerTurn how many messages a task handles in one turn
     */
    public SeededScheduler(long seed, TimeSource time, int messagesPerTurn) {
        this.random = RandomGeneratorFactory.of("L64X128MixRandom").create(seed);
        this.time = time;
        this.messagesPerTurn = messagesPerTurn;
        this.turn = new Turn(time.coarse(), messagesPerTurn, false);
    }

    @Override
    public void start() {
        started = true;
    }

    @Override
    public void schedule(Task task) {
        runnable.add(task);
    }

    /** As {@link #schedule}: what holds only because something else goes first does not hold. */
    @Override
    public void scheduleFirst(Task task) {
        schedule(task);
    }

    @Override
    public Strand startStrand(String name, Runnable body) {
        var strand = new SeededStrand(this, name, new Turn(time.coarse(), messagesPerTurn, true), body);
        strand.start();
        return strand;
    }

    /** Runs turns until no task wants one. */
    public void runUntilIdle() {
        while (started && !runnable.isEmpty()) {
            runOne();
        }
    }

    private void runOne() {
        var task = runnable.remove(random.nextInt(runnable.size()));
        turn.attach();
        inTurn = true;
        boolean again = task.runTurn(turn);
        inTurn = false;
        turn.end();
        Turn.detach();
        if (again) {
            runnable.add(task);
        }
    }

    /** Never: virtual time needs nobody to keep it going. */
    @Override
    public boolean isIdle() {
        return false;
    }

    @Override
    public boolean inTurn() {
        return inTurn;
    }

    /** Strands only: every other thread is the one that drives the scheduler. */
    @Override
    public boolean mayWait() {
        return Strand.current() != null;
    }

    @Override
    public boolean await(CompletableFuture<?> event, Duration deadline) {
        runUntilIdle();
        return event.isDone();
    }

    /** None: time stands still during a turn. */
    @Override
    public long stalls() {
        return 0;
    }

    @Override
    public boolean shutdown(Duration deadline) {
        started = false;
        return true;
    }
}
