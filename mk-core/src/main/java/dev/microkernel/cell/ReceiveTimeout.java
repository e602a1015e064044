package dev.microkernel.cell;

import dev.microkernel.time.Cancellable;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * Notices that an actor has had no message for a time. A message takes down when it was handled; the timer, when due,
 * is set again for what is left, so that messages need not touch it. Only the cell's turn touches this.
 */
final class ReceiveTimeout {

    private final ActorCell<?> cell;
    private final Duration quiet;
    private long lastNanos;
    private @Nullable Cancellable timer;

    ReceiveTimeout(ActorCell<?> cell, Duration quiet) {
        if (!quiet.isPositive()) {
            throw new IllegalArgumentException("a receive timeout must be longer than zero, timeout=" + quiet);
        }
        this.cell = cell;
        this.quiet = quiet;
        messageHandled();
        set(quiet);
    }

    Duration quiet() {
        return quiet;
    }

    void messageHandled() {
        lastNanos = cell.kernel().time().nanoTime();
    }

    private void set(Duration delay) {
        timer = cell.kernel().time().schedule(delay, () -> cell.control(new Control.QuietDue(this)));
    }

    /** Whether it has been quiet for long enough; sets the timer anew in any case. */
    boolean due() {
        var left = quiet.minusNanos(cell.kernel().time().nanoTime() - lastNanos);
        if (left.isPositive()) {
            set(left);
            return false;
        }
        messageHandled();
        set(quiet);
        return true;
    }

    void cancel() {
        if (timer != null) {
            timer.cancel();
        }
    }
}
