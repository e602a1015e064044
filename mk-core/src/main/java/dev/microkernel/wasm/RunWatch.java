package dev.microkernel.wasm;

import dev.microkernel.dispatch.RunLimit;
import dev.microkernel.dispatch.Strand;
import dev.microkernel.time.Cancellable;
import dev.microkernel.time.TimeSource;
import java.time.Duration;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Watches how long one message takes: its running, and if that is limited, the clock. For the actor's thread. */
final class RunWatch {

    private final TimeSource time;
    private final WasmLimits limits;
    private final WasmCounts counts;
    private @Nullable RunLimit running;
    private @Nullable Cancellable clock;
    private boolean passed;

    /** Whether it was the clock. From the timer's thread, too. */
    private volatile boolean byClock;

    RunWatch(TimeSource time, WasmLimits limits, WasmCounts counts) {
        this.time = time;
        this.limits = limits;
        this.counts = counts;
    }

    void begin() {
        passed = false;
        byClock = false;
        running = Objects.requireNonNull(Strand.current(), "on a strand").limitRun(limits.runTime());
        startClock();
    }

    private void startClock() {
        var limit = running;
        if (limits.messageTime().isPositive() && limit != null) {
            clock = time.schedule(limits.messageTime(), () -> {
                byClock = true;
                limit.expire();
            });
        }
    }

    private void stopClock() {
        if (clock != null) {
            clock.cancel();
            clock = null;
        }
    }

    /** The guest waits for the next message, which is not counted. */
    void waits() {
        stopClock();
    }

    /** The guest has the next message. */
    void nextMessage() {
        if (running != null) {
            counts.ran(running.ranNanos());
            running.restart();
            startClock();
        }
    }

    /** The guest waits for something that is no strand's park. */
    void pause() {
        if (running != null) {
            running.pause();
        }
    }

    void resume() {
        if (running != null) {
            running.resume();
        }
    }

    /** Ends the watch, if it has not ended. Whether a limit was passed. */
    boolean end() {
        stopClock();
        var limit = running;
        if (limit != null) {
            running = null;
            counts.ran(limit.ranNanos());
            passed = limit.end();
        }
        return passed;
    }

    /** The limit that was passed. */
    Duration limit() {
        return byClock ? limits.messageTime() : limits.runTime();
    }
}
