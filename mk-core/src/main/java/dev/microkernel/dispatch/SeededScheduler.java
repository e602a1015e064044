package dev.microkernel.dispatch;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;

/**
 * Runs tasks one at a time on the thread that asks for it, in an order that only the seed decides. Not thread-safe: all
 * calls must come from one thread.
 */
public final class SeededScheduler implements Scheduler {

    private final List<Task> runnable = new ArrayList<>();
    private final RandomGenerator random;
    private boolean started;
    private boolean inTurn;

    /** The same seed and the same calls give the same order. */
    public SeededScheduler(long seed) {
        random = RandomGeneratorFactory.of("L64X128MixRandom").create(seed);
    }

    @Override
    public void start() {
        started = true;
    }

    @Override
    public void schedule(Task task) {
        runnable.add(task);
    }

    /** Runs turns until no task wants one. */
    public void runUntilIdle() {
        while (started && !runnable.isEmpty()) {
            var task = runnable.remove(random.nextInt(runnable.size()));
            inTurn = true;
            boolean again = task.runTurn();
            inTurn = false;
            if (again) {
                runnable.add(task);
            }
        }
    }

    @Override
    public boolean inTurn() {
        return inTurn;
    }

    @Override
    public boolean await(CompletableFuture<?> event, Duration deadline) {
        runUntilIdle();
        return event.isDone();
    }

    @Override
    public boolean shutdown(Duration deadline) {
        started = false;
        return true;
    }
}
