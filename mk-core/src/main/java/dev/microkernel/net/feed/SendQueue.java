package dev.microkernel.net.feed;

import java.util.ArrayDeque;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * What waits to be sent by one connection, bounded by number and by bytes. The connection's actor puts it in, its sending
 * thread takes it out.
 *
 * @param <T> what is sent
 */
public final class SendQueue<T extends SendQueue.Item> {

    /** What knows how much room it takes. */
    @FunctionalInterface
    public interface Item {

        /** In bytes, or what is counted instead; always the same. */
        int length();
    }

    private final long bytesMax;
    private final int messagesMax;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private final ArrayDeque<T> waiting = new ArrayDeque<>();

    /** Of those that wait and the one that is being written. */
    private long bytes;

    private int messages;
    private boolean hasRefused;
    private boolean finished;

    /** An empty queue for so much, messages under way included. */
    public SendQueue(long bytesMax, int messagesMax) {
        this.bytesMax = bytesMax;
        this.messagesMax = messagesMax;
    }

    /** Puts a message at the end. Whether there was room; one longer than all the room is taken when none waits. */
    public boolean offer(T message) {
        lock.lock();
        try {
            if (messages == messagesMax || (messages > 0 && bytes + message.length() > bytesMax)) {
                hasRefused = true;
                return false;
            }
            bytes += message.length();
            messages++;
            waiting.add(message);
            changed.signal();
            return true;
        } finally {
            lock.unlock();
        }
    }

    /** Has {@link #take} say, behind all that waits, that nothing more will come. */
    public void finish() {
        lock.lock();
        try {
            finished = true;
            changed.signal();
        } finally {
            lock.unlock();
        }
    }

    /** Whether {@link #finish} has been called. */
    public boolean isFinished() {
        lock.lock();
        try {
            return finished;
        } finally {
            lock.unlock();
        }
    }

    /** Waits for the next message; null if nothing more will come. Only one thread calls this. */
    public @Nullable T take() throws InterruptedException {
        lock.lock();
        try {
            while (waiting.isEmpty() && !finished) {
                changed.await();
            }
            return waiting.poll();
        } finally {
            lock.unlock();
        }
    }

    /**
     * Gives back the room of a message that was taken, now that it is sent.
     *
     * @return whether all is sent, and a message was refused since that was last so
     */
    public boolean sent(T message) {
        lock.lock();
        try {
            bytes -= message.length();
            messages--;
            boolean drained = hasRefused && messages == 0;
            if (drained) {
                hasRefused = false;
            }
            return drained;
        } finally {
            lock.unlock();
        }
    }
}
