package dev.microkernel.state;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;

/** The calls that wait for the store's thread, bounded by what they keep in memory until they are complete. */
final class CallQueue {

    private final long limit;
    private final ArrayDeque<Call<?>> waiting = new ArrayDeque<>();
    private long pending;
    private boolean closed;

    CallQueue(long limit) {
        this.limit = limit;
    }

    /**
     * Takes a call; one is always taken, however long it is.
     *
     * @throws StateLimitException if too much is pending
     * @throws StateException if no more calls are taken
     */
    synchronized void add(Call<?> call) {
        if (closed) {
            throw AbstractStateStore.closed();
        }
        long cost = call.cost();
        if (pending > 0 && pending + cost > limit) {
            throw new StateLimitException("saves that are not complete must take at most " + limit + " bytes, now="
                    + pending + ", more=" + cost + ", owner=" + call.change().owner()
                    + "; wait for some to complete, save less often, or raise StateLimits.pendingBytes");
        }
        pending += cost;
        waiting.add(call);
        notifyAll();
    }

    /** Waits for calls and takes as many as go into one frame; none if the queue is closed and has none left. */
    synchronized List<Call<?>> take() throws InterruptedException {
        while (waiting.isEmpty() && !closed) {
            wait();
        }
        var batch = new ArrayList<Call<?>>();
        long length = 0;
        while (!waiting.isEmpty() && length < LogFormat.BODY_LENGTH) {
            var call = waiting.remove();
            batch.add(call);
            length += LogFormat.lengthOf(call.change());
        }
        return batch;
    }

    /** Calls that were taken are complete. */
    synchronized void complete(List<Call<?>> batch) {
        pending -= batch.stream().mapToLong(Call::cost).sum();
    }

    /** Takes no more calls. */
    synchronized void close() {
        closed = true;
        notifyAll();
    }

    synchronized boolean isClosed() {
        return closed;
    }
}
