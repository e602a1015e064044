package dev.microkernel.cell;

import dev.microkernel.codec.CodecRegistry;
import dev.microkernel.dispatch.Scheduler;
import dev.microkernel.dispatch.SchedulerLoad;
import dev.microkernel.dispatch.Strand;
import dev.microkernel.dispatch.Task;
import dev.microkernel.dispatch.Turns;
import dev.microkernel.supervision.RestartStrategy;
import dev.microkernel.time.VirtualTime;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.random.RandomGenerator;

/** Runs each task at once on the thread that schedules it: the earliest that any scheduler could. */
final class InPlace implements Scheduler {

    private InPlace() {}

    /** A node whose tasks run like this, and whose time stands still. */
    static Kernel kernel() {
        return new Kernel(
                1,
                "stress",
                new VirtualTime(),
                new InPlace(),
                RandomGenerator.getDefault(),
                RestartStrategy.DEFAULT,
                new CodecRegistry(),
                failure -> {},
                Observing.NOTHING);
    }

    @Override
    public void schedule(Task task) {
        var turn = Turns.turn();
        for (var next = task.runTurn(turn); next != null; next = next.runTurn(turn)) {
            Thread.onSpinWait();
        }
    }

    @Override
    public void scheduleFirst(Task task) {
        schedule(task);
    }

    @Override
    public void start() {
        // Tasks need not wait for it.
    }

    @Override
    public Strand startStrand(String name, Runnable body) {
        throw new UnsupportedOperationException("not needed here");
    }

    @Override
    public Strand startPooled(String name, Runnable body) {
        throw new UnsupportedOperationException("not needed here");
    }

    @Override
    public boolean isIdle() {
        return false;
    }

    @Override
    public boolean inTurn() {
        return false;
    }

    @Override
    public boolean mayWait() {
        return true;
    }

    @Override
    public boolean await(CompletableFuture<?> event, Duration deadline) {
        throw new UnsupportedOperationException("not needed here");
    }

    @Override
    public SchedulerLoad load() {
        return new SchedulerLoad(1, 1, 0, 0, 0, 0);
    }

    @Override
    public long stalls() {
        return 0;
    }

    @Override
    public boolean shutdown(Duration deadline) {
        return true;
    }
}
