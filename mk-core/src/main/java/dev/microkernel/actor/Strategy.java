package dev.microkernel.actor;

/**
 * How an actor supervises its children: a pure function, of nothing but its arguments. What it has to remember it gives
 * back and is given the next time.
 */
@FunctionalInterface
public interface Strategy {

    /**
     * Decides about a child whose life has ended.
     *
     * @param exit what happened
     * @param all what is remembered of all children together
     * @param own what is remembered of this child
     * @param nowNanos monotonic time
     * @param chance evenly distributed in [0, 1), for jitter
     */
    Decision decide(Exit exit, RestartHistory all, RestartHistory own, long nowNanos, double chance);

    /**
     * A verdict, and what is to be remembered.
     *
     * @param all of all children together
     * @param own of this child
     */
    record Decision(Verdict verdict, RestartHistory all, RestartHistory own) {}
}
