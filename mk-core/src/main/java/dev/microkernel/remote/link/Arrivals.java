package dev.microkernel.remote.link;

import dev.microkernel.dispatch.Strand;
import dev.microkernel.wire.Extensions;
import dev.microkernel.wire.Frame;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * The messages of one peer that wait to be delivered, at most a window full and one frame, because the peer sends no more
 * than it has credit for. The reader puts them here, so that it never waits for an actor and goes on hearing what else the
 * peer has to say; a strand of its own delivers them.
 */
final class Arrivals {

    /**
     * A message that waits.
     *
     * @param length its bytes on the wire
     * @param copies how many times it arrives: once, but in a simulation
     * @param arrivedNanos when it came, if it has a deadline
     */
    record Arrival(Frame frame, int length, int copies, long arrivedNanos) {

        boolean expires() {
            return frame.extensions().deadlineMillis() != Extensions.NO_DEADLINE;
        }

        /** For how many milliseconds somebody will still wait for it, if it has a deadline; less than 0 for nobody. */
        long patienceMillis(long nowNanos) {
            var rest = Duration.ofMillis(frame.extensions().deadlineMillis()).minusNanos(nowNanos - arrivedNanos);
            return rest.isNegative() ? -1 : rest.toMillis();
        }
    }

    private final int window;
    private final ReentrantLock lock = new ReentrantLock();
    private final ArrayDeque<Arrival> waiting = new ArrayDeque<>();
    private @Nullable Strand idle;
    private boolean closed;

    /** What the peer may have sent; for the reader, and told to it by the deliverer. */
    private volatile long limit;

    private long received;
    private long delivered;

    Arrivals(int window) {
        this.window = window;
        this.limit = window;
    }

    /** Puts a message at the end. Whether the peer had credit for it. Only the reader calls this. */
    boolean add(Arrival arrival) {
        if (received >= limit) {
            return false;
        }
        received += arrival.length;
        Strand wake;
        lock.lock();
        try {
            waiting.add(arrival);
            wake = idle;
            idle = null;
        } finally {
            lock.unlock();
        }
        if (wake != null) {
            wake.unpark();
        }
        return true;
    }

    /** Waits for messages and takes up to so many. Whether there will be more. Only the deliverer calls this. */
    boolean take(List<Arrival> batch, int most) {
        while (true) {
            lock.lock();
            try {
                if (closed) {
                    return false;
                }
                while (batch.size() < most && !waiting.isEmpty()) {
                    batch.add(waiting.remove());
                }
                if (!batch.isEmpty()) {
                    return true;
                }
                idle = Strand.current();
            } finally {
                lock.unlock();
            }
            Objects.requireNonNull(Strand.current(), "only a strand can wait for messages")
                    .park();
        }
    }

    /**
     * Counts a message that was delivered, or given up. Only the deliverer calls this.
     *
     * @return the new limit if it is time to tell the peer, or 0
     */
    long delivered(Arrival arrival) {
        delivered += arrival.length;
        long next = delivered + window;
        if (next - limit < window / 2) {
            return 0;
        }
        limit = next;
        return next;
    }

    /** Drops what waits, and lets the deliverer end. */
    void close() {
        Strand wake;
        lock.lock();
        try {
            closed = true;
            waiting.clear();
            wake = idle;
            idle = null;
        } finally {
            lock.unlock();
        }
        if (wake != null) {
            wake.unpark();
        }
    }
}
