package dev.microkernel.testkit;

import dev.microkernel.system.SimulatedSystem;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** Waits, on virtual time, for what no probe is told: the state of a system, of a fake, of a screen. */
public final class Eventually {

    /** What is to hold: assertions, in whatever library. */
    @FunctionalInterface
    public interface Check {

        /** Throws for as long as it does not hold. */
        void run() throws Exception;
    }

    /** Looks at a check and keeps why it failed. */
    private static final class Attempts {
        private final Check check;
        private @Nullable Throwable last;

        Attempts(Check check) {
            this.check = check;
        }

        boolean holds() {
            try {
                check.run();
                last = null;
                return true;
            } catch (Exception | AssertionError failure) {
                last = failure;
                return false;
            }
        }
    }

    private Eventually() {}

    /**
     * Lets actors run and virtual time pass until a check holds, and no further. The check is made again after every timer
     * that fires, which is whenever something can have changed.
     *
     * @param within how much time may pass
     * @param check is called often, so it must change nothing
     * @throws AssertionError if it does not hold by then, with what it threw last as the cause
     */
    public static void eventually(SimulatedSystem simulation, Duration within, Check check) {
        var waiting = new VirtualWaiting(simulation);
        var attempts = new Attempts(check);
        if (!waiting.until(attempts::holds, within)) {
            var last = attempts.last;
            throw new AssertionError(
                    "not so within " + waiting.text(within) + ": " + (last == null ? "" : last.getMessage()) + "; "
                            + waiting.where(),
                    last);
        }
    }
}
