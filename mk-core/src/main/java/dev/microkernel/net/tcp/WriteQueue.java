package dev.microkernel.net.tcp;

import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * The messages of one connection that wait to be written, bounded by number and by bytes. The connection's actor puts
 * them in, its writing thread takes them out.
 */
final class WriteQueue {

    /**
     * A message with its framing.
     *
     * @param token what the listener wants back when it is written, or null
     */
    record Unwritten(ByteBuffer bytes, @Nullable Object token) {

        int length() {
            return bytes.capacity();
        }
    }

    private final long bytesMax;
    private final int messagesMax;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private final ArrayDeque<Unwritten> waiting = new ArrayDeque<>();

    /** Of those that wait and the one that is being written. */
    private long bytes;

    private int messages;
    private boolean hasRefused;
    private boolean finished;

    WriteQueue(long bytesMax, int messagesMax) {
        this.bytesMax = bytesMax;
        this.messagesMax = messagesMax;
    }

    /** Puts a message at the end. Whether there was room; one longer than all the room is taken when none waits. */
    boolean offer(Unwritten message) {
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
    void finish() {
        lock.lock();
        try {
            finished = true;
            changed.signal();
        } finally {
            lock.unlock();
        }
    }

    boolean isFinished() {
        lock.lock();
        try {
            return finished;
        } finally {
            lock.unlock();
        }
    }

    /** Waits for the next message; null if nothing more will come. Only one thread calls this. */
    @Nullable
    Unwritten take() throws InterruptedException {
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
     * Gives back the room of a message that was taken, now that it is written.
     *
     * @return whether all is written, and a message was refused since that was last so
     */
    boolean written(Unwritten message) {
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
