package dev.microkernel.cell;

import dev.microkernel.time.Cancellable;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * The time that a cell has to stop, or to let go of its life. Set by whoever tells it to, on any thread; the first one
 * counts until it is met.
 */
final class StopDeadline {

    private @Nullable Cancellable timer;

    synchronized void set(ActorCell<?> cell, Duration deadline) {
        if (timer == null) {
            schedule(cell, deadline);
        }
    }

    private void schedule(ActorCell<?> cell, Duration deadline) {
        timer = cell.kernel().time().schedule(deadline, () -> over(cell, deadline));
    }

    private void over(ActorCell<?> cell, Duration deadline) {
        synchronized (this) {
            if (timer == null) {
                return; // it was met at this very moment
            }
            // Children have deadlines of their own: time in which it waits for them does not count.
            if (cell.waitsForChildren()) {
                schedule(cell, deadline);
                return;
            }
            timer = null;
        }
        cell.kill(deadline);
    }

    synchronized void met() {
        if (timer != null) {
            timer.cancel();
            timer = null;
        }
    }
}
