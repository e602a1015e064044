package dev.microkernel.dispatch;

import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.jctools.queues.atomic.MpmcAtomicArrayQueue;
import org.jspecify.annotations.Nullable;

/**
 * The queue that all workers look into: an array, which needs no memory for a task, and a list for what does not fit.
 * While tasks wait in the list, new ones go there, too, so that none is overtaken by more than those that came at the
 * same time. Unbounded as such; a task is in it at most once, so the actors bound it.
 */
final class SharedQueue {

    private static final int CAPACITY = 4096;

    private final MpmcAtomicArrayQueue<Task> array;
    private final Queue<Task> rest = new ConcurrentLinkedQueue<>();

    SharedQueue() {
        this(CAPACITY);
    }

    /** A queue whose array has room for so many: with few, tests see it overflow. */
    SharedQueue(int capacity) {
        array = new MpmcAtomicArrayQueue<>(capacity);
    }

    void offer(Task task) {
        if (!rest.isEmpty() || !array.offer(task)) {
            rest.offer(task);
        }
    }

    @Nullable
    Task poll() {
        var task = array.poll();
        return task == null ? rest.poll() : task;
    }

    /** How many tasks wait; about that while others are at work. */
    int size() {
        return array.size() + rest.size();
    }

    boolean isEmpty() {
        return array.isEmpty() && rest.isEmpty();
    }
}
