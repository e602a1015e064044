package dev.microkernel.actor;

import java.time.Duration;
import java.util.List;

/** What a supervisor does about a child whose life has ended. */
public sealed interface Verdict {

    /** Which children share the fate of the one that ended. */
    enum Scope {
        /** None (OTP: {@code one_for_one}). */
        ONE,
        /** Those started after it (OTP: {@code rest_for_one}). */
        REST,
        /** All (OTP: {@code one_for_all}). */
        ALL
    }

    /**
     * Start it afresh, and those in scope with it: they are stopped youngest first, and begin oldest first, each when the
     * one before has begun.
     *
     * @param delay from now until the first begins, if all have let go by then; may be zero
     */
    record Restart(Scope scope, Duration delay) implements Verdict {}

    /** Let it go for good: it is not to be restarted after such an end. */
    record Stop() implements Verdict {}

    /**
     * Too many failures: the supervisor itself fails, and its own supervisor decides.
     *
     * @param why for people
     * @param history what counted, oldest first
     */
    record Escalate(String why, List<RestartHistory.Event> history) implements Verdict {

        /** Copies the list. */
        public Escalate {
            history = List.copyOf(history);
        }
    }
}
