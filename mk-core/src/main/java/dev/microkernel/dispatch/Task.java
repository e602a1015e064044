package dev.microkernel.dispatch;

import org.jspecify.annotations.Nullable;

/** Something that is run in turns: an actor, or a message on its way to one. A task is in a scheduler's queues at most once at a time. */
public interface Task {

    /**
     * Runs one turn. Must not throw.
     *
     * @param turn the running thread's own, for the task to fill in
     * @return what wants another turn at once, as a rule this task; null if somebody will schedule it when there is work
     */
    @Nullable
    Task runTurn(Turn turn);

    /** Whose turn it is: this task, or the one that it leads to. Only before {@link #runTurn}. */
    default Task subject() {
        return this;
    }
}
