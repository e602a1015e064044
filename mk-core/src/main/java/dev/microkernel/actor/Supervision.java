package dev.microkernel.actor;

import java.time.Duration;

/**
 * What a supervisor knows of its children's failures: an immutable value that decides and gives the next one.
 * Decisions depend on nothing but the arguments.
 */
public interface Supervision {

    /**
     * Decides about a child that failed.
     *
     * @param child the child's name
     * @param nowNanos monotonic time of the failure
     * @param chance evenly distributed in [0, 1), for jitter
     */
    Decision onFailure(String child, long nowNanos, double chance);

    /** The state without what it knew of a child that has stopped. */
    Supervision forget(String child);

    /**
     * A verdict and what the supervisor knows after it.
     *
     * @param next takes the place of the state that decided
     */
    record Decision(Supervision next, Verdict verdict) {}

    /** What is to be done about the child. */
    sealed interface Verdict {

        /** Start it afresh after a delay, which may be zero; its mailbox stays and fills meanwhile. */
        record Restart(Duration delay) implements Verdict {}

        /** Too many failures: the supervisor itself fails, and its own supervisor decides. */
        record Escalate(String reason) implements Verdict {}
    }
}
