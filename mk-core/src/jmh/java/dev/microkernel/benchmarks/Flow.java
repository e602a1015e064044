package dev.microkernel.benchmarks;

import java.util.concurrent.atomic.AtomicLongArray;

/**
 * Keeps the number of messages on their way to one receiver within a window, so that no unbounded mailbox grows without
 * end and only what was received gets counted. All systems are fed through it. Senders and receiver touch what they
 * share once in {@value #BATCH} messages.
 */
final class Flow {

    /** Messages are sent in batches of so many. A power of two. */
    static final int BATCH = 256;

    private static final int WINDOW_DEFAULT = 1 << 15;

    /** Where the counters are in their array: no two in one cache line, nor beside the array's header. */
    private static final int SENT = 16;

    private static final int RECEIVED = 48;

    private final int window;

    private final AtomicLongArray counters = new AtomicLongArray(64);

    /** The receiver's own count, never read by others. */
    private long count;

    Flow() {
        this(WINDOW_DEFAULT);
    }

    /**
     * With nothing on its way.
     *
     * @param window how many messages may be; a multiple of {@value #BATCH}
     */
    Flow(int window) {
        this.window = window;
    }

    /** Called by a sender: waits until there is room for a batch, which it then must send. */
    void awaitRoom() {
        long mine = counters.getAndAdd(SENT, BATCH) + BATCH;
        for (int i = 0; mine - counters.getAcquire(RECEIVED) > window; i++) {
            Pause.after(i);
        }
    }

    /** Called by the receiver for each message. */
    void received() {
        if ((++count & (BATCH - 1)) == 0) {
            counters.setRelease(RECEIVED, count);
        }
    }

    /** How many messages were received so far; exact when all senders have finished. */
    long receivedSoFar() {
        return counters.getAcquire(RECEIVED);
    }

    /** Called when no sender is at work: waits until all that was sent has been received. */
    void awaitAll() {
        for (int i = 0; counters.get(SENT) != counters.getAcquire(RECEIVED); i++) {
            Pause.after(i);
        }
    }
}
