package dev.microkernel.remote.link;

import dev.microkernel.actor.Registry;
import dev.microkernel.dispatch.Strand;
import dev.microkernel.wire.Frame;
import dev.microkernel.wire.FrameCodec;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * The frames that wait to be written to one peer. Messages are bounded by number and by bytes: a peer that does not
 * read makes its senders hear of a full queue, and nothing else. What nodes say to each other has room of its own and goes
 * first, so that a burst of messages cannot make the peer miss a name, or look dead.
 */
final class Outbound {

    /** What is worth sending only in its latest form, in the order in which it goes out. */
    enum Latest {
        RESUME,
        PONG,
        PING,
        CREDIT,
        ACK
    }

    static final int MESSAGES_MAX = 4096;
    static final long BYTES_MAX = 8 << 20;

    /** Most answers to messages that could not be delivered. */
    static final int ANSWERS_MAX = MESSAGES_MAX / 4;

    /** All names and memberships that a node can have, at once, and a change of each. */
    static final int ANNOUNCEMENTS_MAX = 2 * (Registry.NAMES_MAX + Registry.MEMBERSHIPS_MAX);

    private final ReentrantLock lock = new ReentrantLock();
    private final @Nullable Confirmed confirmed;
    private final EnumMap<Latest, Frame> latest = new EnumMap<>(Latest.class);
    private final ArrayDeque<Frame> announcements = new ArrayDeque<>();
    private final ArrayDeque<Frame> answers = new ArrayDeque<>();
    private final ArrayDeque<Frame> messages = new ArrayDeque<>();

    /** Of the messages that wait. */
    private long bytes;

    /** Of the messages that were taken. */
    private long taken;

    /** How many of these the peer allows. */
    private long limit;

    private @Nullable Strand waiting;
    private boolean finished;
    private @Nullable Frame last;

    /**
     * A queue that is empty.
     *
     * @param confirmed messages that are kept elsewhere until they are confirmed, and go out here, or null
     * @param limit how many bytes of messages may go out before {@link #permit}
     */
    Outbound(@Nullable Confirmed confirmed, long limit) {
        this.confirmed = confirmed;
        this.limit = limit;
    }

    /** Puts a message at the end. Whether there was room; one longer than all the room is taken by an empty queue. */
    boolean offer(Frame frame) {
        int length = FrameCodec.encodedLength(frame);
        Strand waited;
        lock.lock();
        try {
            if (finished || messages.size() == MESSAGES_MAX || (bytes > 0 && bytes + length > BYTES_MAX)) {
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
        return add(announcements, ANNOUNCEMENTS_MAX, frame);
    }

    /** Whether announcements wait. */
    boolean isAnnouncing() {
        lock.lock();
        try {
            return !announcements.isEmpty();
        } finally {
            lock.unlock();
        }
    }

    /** Puts an answer before all messages and behind other answers. Whether there was room. */
    boolean answer(Frame frame) {
        return add(answers, ANSWERS_MAX, frame);
    }

    private boolean add(ArrayDeque<Frame> queue, int most, Frame frame) {
        Strand waited;
        lock.lock();
        try {
            if (queue.size() == most) {
                return false;
            }
            queue.add(frame);
            waited = takeWaiting();
        } finally {
            lock.unlock();
        }
        wake(waited);
        return true;
    }

    /** Puts a frame before all others, in the place of an earlier one that has not gone out yet. */
    void put(Latest kind, Frame frame) {
        Strand waited;
        lock.lock();
        try {
            latest.put(kind, frame);
            waited = takeWaiting();
        } finally {
            lock.unlock();
        }
        wake(waited);
    }

    /**
     * The peer allows more.
     *
     * @return whether that is not less than before
     */
    boolean permit(long newLimit) {
        Strand waited;
        lock.lock();
        try {
            if (newLimit < limit) {
                return false;
            }
            limit = newLimit;
            waited = takeWaiting();
        } finally {
            lock.unlock();
        }
        wake(waited);
        return true;
    }

    /** There may be something to send that is kept elsewhere. */
    void wakeUp() {
        Strand waited;
        lock.lock();
        try {
            waited = takeWaiting();
        } finally {
            lock.unlock();
        }
        wake(waited);
    }

    /** Has nothing go out any more but these last words. Returns the messages that waited, and are kept nowhere else. */
    List<Frame> finish(@Nullable Frame lastWords) {
        List<Frame> rest;
        Strand waited;
        lock.lock();
        try {
            if (finished) {
                return List.of();
            }
            finished = true;
            last = lastWords;
            messages.removeIf(
                    frame -> frame.extensions().sequence() != 0); // sent again, and kept until it is confirmed
            rest = new ArrayList<>(messages);
            latest.clear();
            announcements.clear();
            answers.clear();
            messages.clear();
            bytes = 0;
            waited = takeWaiting();
        } finally {
            lock.unlock();
        }
        wake(waited);
        return rest;
    }

    /** How many messages wait. */
    int size() {
        lock.lock();
        try {
            return messages.size();
        } finally {
            lock.unlock();
        }
    }

    /** And their bytes. */
    long bytes() {
        lock.lock();
        try {
            return bytes;
        } finally {
            lock.unlock();
        }
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

    /**
     * Waits for a frame, then takes as many as are there, up to a limit. Only one strand calls this.
     *
     * @return whether there will be more
     */
    boolean take(List<Frame> batch, int most) throws InterruptedException {
        while (true) {
            lock.lock();
            try {
                if (finished) {
                    var words = last;
                    last = null;
                    if (words == null) {
                        return false;
                    }
                    batch.add(words);
                    return true;
                }
                takeNow(batch, most);
                if (!batch.isEmpty()) {
                    return true;
                }
                waiting = Strand.current();
            } finally {
                lock.unlock();
            }
            if (Thread.interrupted()) {
                throw new InterruptedException();
            }
            Objects.requireNonNull(Strand.current(), "only a strand can wait for frames")
                    .park();
        }
    }

    private void takeNow(List<Frame> batch, int most) {
        if (!latest.isEmpty()) {
            batch.addAll(latest.values());
            latest.clear();
        }
        moveTo(batch, announcements, most);
        moveTo(batch, answers, most);
        while (batch.size() < most && taken < limit) {
            var frame = confirmed == null ? null : confirmed.next();
            if (frame == null) {
                frame = messages.poll();
                if (frame == null) {
                    return;
                }
                bytes -= FrameCodec.encodedLength(frame);
            }
            taken += FrameCodec.encodedLength(frame);
            batch.add(frame);
        }
    }

    private static void moveTo(List<Frame> batch, ArrayDeque<Frame> queue, int most) {
        while (batch.size() < most && !queue.isEmpty()) {
            batch.add(queue.remove());
        }
    }
}
