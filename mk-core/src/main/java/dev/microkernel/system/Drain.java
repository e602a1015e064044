package dev.microkernel.system;

import dev.microkernel.cell.Census;
import dev.microkernel.cell.Kernel;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;

/**
 * Waits until actors have nothing to do. It looks now and then: no message waits, no worker runs or is about to, and there
 * was no turn since the last look, so that none can have been on its way between two actors when each was looked at.
 */
final class Drain {

    private static final Duration INTERVAL = Duration.ofMillis(5);

    private final Kernel kernel;
    private long turnsSeen = -1;

    Drain(Kernel kernel) {
        this.kernel = kernel;
    }

    /** How many messages are left when the time is over, or none before that. */
    long await(Duration deadline) {
        for (long looks = deadline.dividedBy(INTERVAL); looks > 0; looks--) {
            if (isQuiet()) {
                return 0;
            }
            var _ = kernel.await(new CompletableFuture<>(), INTERVAL);
        }
        return isQuiet() ? 0 : Math.max(1, Census.pending(kernel.root()));
    }

    private boolean isQuiet() {
        var load = kernel.load();
        boolean still = load.parked() == load.workers()
                && load.queued() == 0
                && load.turns() == turnsSeen
                && Census.pending(kernel.root()) == 0;
        turnsSeen = load.turns();
        return still;
    }
}
