package dev.microkernel.spring.benchmarks;

import java.io.IOException;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicIntegerArray;

/** Which events have arrived at all clients. */
final class Arrivals {

    /** So many events are on their way at most. */
    static final int WINDOW = 8;

    private static final int PATIENCE_SECONDS = 10;

    private final int clients;
    private final Semaphore room = new Semaphore(WINDOW);

    /** At how many clients each event that is on its way has arrived, the n-th at n modulo {@link #WINDOW}. */
    private final AtomicIntegerArray arrived = new AtomicIntegerArray(WINDOW);

    Arrivals(int clients) {
        this.clients = clients;
    }

    /** An event has arrived at one client, which counts them from zero. */
    void arrived(int event) {
        int slot = event % WINDOW;
        if (arrived.incrementAndGet(slot) == clients) {
            arrived.set(slot, 0); // before the next of this slot may be published
            room.release();
        }
    }

    /** Waits until one more may be published. */
    void awaitRoom() throws IOException, InterruptedException {
        await(1);
    }

    /** Waits until all that were published have arrived. */
    void awaitAll() throws IOException, InterruptedException {
        await(WINDOW);
    }

    private void await(int events) throws IOException, InterruptedException {
        if (!room.tryAcquire(events, PATIENCE_SECONDS, TimeUnit.SECONDS)) {
            throw new IOException("events did not arrive, at so many clients: " + arrived);
        }
    }
}
