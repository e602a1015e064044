package dev.microkernel.dispatch;

/** Something that is run in turns: an actor. A task is in a scheduler's queues at most once at a time. */
@FunctionalInterface
public interface Task {

    /**
     * Runs one turn. Must not throw.
     *
     * @param turn the running thread's own, for the task to fill in
     * @return whether the task wants another turn at once; false if somebody else will schedule it when there is work
     */
    boolean runTurn(Turn turn);
}
