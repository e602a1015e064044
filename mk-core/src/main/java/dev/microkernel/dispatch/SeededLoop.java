package dev.microkernel.dispatch;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * The tasks of one or more {@linkplain SeededScheduler seeded schedulers} that want a turn. One turn at a time is run, on
 * the calling thread, and only chance decides whose. Not thread-safe: all calls come from one thread, or from a strand
 * while it runs.
 */
public final class SeededLoop {

    private record Waiting(SeededScheduler scheduler, Task task) {}

    private final List<Waiting> waiting = new ArrayList<>();
    private final RandomGenerator random;
    private Consumer<Step> observer = step -> {};

    /** A loop without tasks; equal sequences of chance and equal calls give equal orders. */
    public SeededLoop(RandomGenerator random) {
        this.random = random;
    }

    /**
     * A turn that was run.
     *
     * @param node whose task it was
     * @param task whose turn it was; its text is the same in every run
     * @param message the last one that it handled, or null
     */
    public record Step(String node, Object task, @Nullable Object message) {}

    /** Has an observer told of every turn, when it is over. */
    public void observe(Consumer<Step> newObserver) {
        observer = newObserver;
    }

    void add(SeededScheduler scheduler, Task task) {
        waiting.add(new Waiting(scheduler, task));
    }

    /** Drops what a scheduler's tasks would have done; its strands stay, for they have to end. */
    void dropTasks(SeededScheduler scheduler) {
        waiting.removeIf(entry -> entry.scheduler.equals(scheduler) && !(entry.task instanceof SeededStrand));
    }

    /** Whether no task wants a turn. */
    public boolean isIdle() {
        for (var entry : waiting) {
            if (entry.scheduler.isStarted()) {
                return false;
            }
        }
        return true;
    }

    /** How many tasks want a turn. */
    public int size() {
        return waiting.size();
    }

    /** Runs one turn. Whether there was one to run. */
    public boolean step() {
        var entry = take();
        if (entry == null) {
            return false;
        }
        var subject = entry.task.subject();
        var again = entry.scheduler.runTurn(entry.task);
        if (again != null) {
            waiting.add(new Waiting(entry.scheduler, again));
        }
        observer.accept(new Step(entry.scheduler.node(), subject, entry.scheduler.lastMessage()));
        return true;
    }

    private @Nullable Waiting take() {
        while (!isIdle()) {
            int index = random.nextInt(waiting.size());
            var entry = waiting.get(index);
            double slowness = entry.scheduler.slowness(entry.task.subject());
            boolean mayRun = entry.scheduler.isStarted() && (slowness == 0 || random.nextDouble() >= slowness);
            if (mayRun) {
                // The last one takes its place: which one is anybody's guess anyway, and nothing has to move.
                var last = waiting.removeLast();
                if (index < waiting.size()) {
                    waiting.set(index, last);
                }
                return entry;
            }
        }
        return null;
    }

    /** Runs turns until no task wants one. */
    public void runUntilIdle() {
        while (step()) {
            // each step is one turn
        }
    }
}
