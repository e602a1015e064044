package dev.microkernel.cell;

import dev.microkernel.dispatch.Scheduler;
import dev.microkernel.dispatch.Strand;
import dev.microkernel.dispatch.Task;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * Runs the turns of one actor on strands, for behaviours that wait. A turn has a strand of its own, so that those of busy
 * actors take turns with others'; the protocol of {@link Inbox}, by which one turn at a time is run, is the same.
 */
final class AloneTurns {

    private final Scheduler scheduler;
    private final String name;
    private volatile @Nullable Strand strand;
    private volatile @Nullable AskRef<?> waitsFor;

    AloneTurns(Scheduler scheduler, String name) {
        this.scheduler = scheduler;
        this.name = name;
    }

    /** Has a turn run. From any thread, for one turn at a time. */
    void start(Task task) {
        var _ = scheduler.startStrand(name, () -> run(task));
    }

    private void run(Task task) {
        var here = Objects.requireNonNull(Strand.current(), "run by a strand");
        strand = here;
        var again = task.runTurn(here.turn());
        here.turn().end();
        if (again != null) {
            start(again);
        }
    }

    /** Interrupts the turn under way. One that has ended meanwhile does not mind, for its thread has, too. */
    void interrupt() {
        var present = strand;
        if (present != null) {
            present.interrupt();
        }
    }

    /** What the turn under way waits for, or null. */
    @Nullable
    AskRef<?> waitsFor() {
        return waitsFor;
    }

    /**
     * Waits until a future is complete, or the actor is killed; for the turn itself. Not by the future's own means: on virtual
     * time others would have to wait, too.
     *
     * @param ask what it is the reply to, to be known to those who look for circles; null if that is not known
     */
    void await(CompletableFuture<?> future, @Nullable AskRef<?> ask) {
        var here = Objects.requireNonNull(Strand.current(), "waited for by a strand");
        waitsFor = ask;
        try {
            if (ask != null) {
                AskCycle.breakUp(ask);
            }
            var _ = future.whenComplete((value, failure) -> here.unpark());
            while (!future.isDone() && !Thread.currentThread().isInterrupted()) {
                here.park();
            }
        } finally {
            waitsFor = null;
        }
    }
}
