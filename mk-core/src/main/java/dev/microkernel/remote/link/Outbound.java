package dev.microkernel.remote.link;

import dev.microkernel.actor.Registry;
import dev.microkernel.dispatch.Strand;
import dev.microkernel.wire.Frame;
import dev.microkernel.wire.FrameCodec;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

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
    private final ArrayDeque<Frame> announcements = new ArrayDeque<>();
    private final ArrayDeque<Frame> messages = new ArrayDeque<>();
    private long bytes;
    private @Nullable Strand waiting;

    /** Puts a message at the end. Whether there was room; one longer than all the room is taken by an empty queue. */
    boolean offer(Frame frame) {
        int length = FrameCodec.encodedLength(frame);
        Strand waited;
        lock.lock();
        try {
            if (messages.size() == MESSAGES_MAX || (bytes > 0 && bytes + length > BYTES_MAX)) {
                return false;
            }
            bytes += length;
            messages.add(frame);
            waited = takeWaiting();
        } finally {
            lock.unlock();
        }
        wake(waited);
        return true;
    }

    /** Puts an announcement before all messages and behind other announcements. Whether there was room. */
    boolean announce(Frame frame) {
        Strand waited;
        lock.lock();
        try {
            if (announcements.size() == ANNOUNCEMENTS_MAX) {
                return false;
            }
            announcements.add(frame);
            waited = takeWaiting();
        } finally {
            lock.unlock();
        }
        wake(waited);
        return true;
    }

    private @Nullable Strand takeWaiting() {
        var waited = waiting;
        waiting = null;
        return waited;
    }

    private static void wake(@Nullable Strand strand) {
        if (strand != null) {
            strand.unpark();
        }
    }

    /** Waits for a frame, then takes as many as are there, up to a limit. Only one strand calls this. */
    void take(List<Frame> batch, int limit) throws InterruptedException {
        while (!takeNow(batch, limit)) {
            if (Thread.interrupted()) {
                throw new InterruptedException();
            }
            Objects.requireNonNull(Strand.current(), "only a strand can wait for frames")
                    .park();
        }
    }

    /** Whether there was a frame; if not, the next one unparks the strand. */
    private boolean takeNow(List<Frame> batch, int limit) {
        lock.lock();
        try {
            if (announcements.isEmpty() && messages.isEmpty()) {
                waiting = Strand.current();
                return false;
            }
            while (batch.size() < limit && !announcements.isEmpty()) {
                batch.add(announcements.remove());
            }
            while (batch.size() < limit && !messages.isEmpty()) {
                var frame = messages.remove();
                bytes -= FrameCodec.encodedLength(frame);
                batch.add(frame);
            }
            return true;
        } finally {
            lock.unlock();
        }
    }
}
