package dev.microkernel.remote.link;

import dev.microkernel.actor.Registry;
import dev.microkernel.wire.Frame;
import dev.microkernel.wire.FrameCodec;
import java.util.ArrayDeque;
import java.util.List;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/**
 * The frames that wait to be written to one peer. Messages are bounded by number and by bytes: a peer that does not
 * read makes its senders hear of a full queue, and nothing else. Announcements of names have room of their own and go
 * first, so that a burst of messages cannot make the peer miss one.
 */
final class Outbound {

    static final int MESSAGES_MAX = 4096;
    static final long BYTES_MAX = 8 << 20;

    /** All names that a node can have, at once, and a change of each. */
    static final int ANNOUNCEMENTS_MAX = 2 * Registry.NAMES_MAX;

    private final ReentrantLock lock = new ReentrantLock();
    private final Condition notEmpty = lock.newCondition();
    private final ArrayDeque<Frame> announcements = new ArrayDeque<>();
    private final ArrayDeque<Frame> messages = new ArrayDeque<>();
    private long bytes;

    /** Puts a message at the end. Whether there was room; one longer than all the room is taken by an empty queue. */
    boolean offer(Frame frame) {
        int length = FrameCodec.encodedLength(frame);
        lock.lock();
        try {
            if (messages.size() == MESSAGES_MAX || (bytes > 0 && bytes + length > BYTES_MAX)) {
                return false;
            }
            bytes += length;
            messages.add(frame);
            notEmpty.signal();
            return true;
        } finally {
            lock.unlock();
        }
    }

    /** Puts an announcement before all messages and behind other announcements. Whether there was room. */
    boolean announce(Frame frame) {
        lock.lock();
        try {
            if (announcements.size() == ANNOUNCEMENTS_MAX) {
                return false;
            }
            announcements.add(frame);
            notEmpty.signal();
            return true;
        } finally {
            lock.unlock();
        }
    }

    /** Waits for a frame, then takes as many as are there, up to a limit. */
    void take(List<Frame> batch, int limit) throws InterruptedException {
        lock.lockInterruptibly();
        try {
            while (announcements.isEmpty() && messages.isEmpty()) {
                notEmpty.await();
            }
            while (batch.size() < limit && !announcements.isEmpty()) {
                batch.add(announcements.remove());
            }
            while (batch.size() < limit && !messages.isEmpty()) {
                var frame = messages.remove();
                bytes -= FrameCodec.encodedLength(frame);
                batch.add(frame);
            }
        } finally {
            lock.unlock();
        }
    }
}
