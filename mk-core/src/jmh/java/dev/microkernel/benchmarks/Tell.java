package dev.microkernel.benchmarks;

import java.time.Duration;
import java.util.ArrayList;

/**
 * How many messages a second can threads outside push through one actor? An operation is a message received; messages
 * are one object, sent over and over.
 */
final class Tell<R> implements Counted {

    private static final Object MESSAGE = new Object();

    private final Contender<R> contender;
    private final int producers;
    private final Flow flow = new Flow();
    private final R receiver;

    Tell(Contender<R> contender, int producers) {
        this.contender = contender;
        this.producers = producers;
        this.receiver = contender.spawn(receiverOf(flow));
    }

    private Tell(BoundedMailboxes<R> contender, int producers, int capacity) {
        this.contender = contender;
        this.producers = producers;
        this.receiver = contender.spawnBounded(receiverOf(flow), capacity);
    }

    static <R> Tell<R> bounded(BoundedMailboxes<R> contender, int producers, int capacity) {
        return new Tell<>(contender, producers, capacity);
    }

    private static <R> Handler<R> receiverOf(Flow flow) {
        return (message, self) -> flow.received();
    }

    @Override
    public Count run(Duration length) throws InterruptedException {
        long before = flow.receivedSoFar();
        long start = System.nanoTime();
        long end = start + length.toNanos();
        var threads = new ArrayList<Thread>();
        for (int i = 0; i < producers; i++) {
            threads.add(Thread.ofPlatform().name("producer-" + i).start(() -> produceUntil(end)));
        }
        for (var thread : threads) {
            thread.join();
        }
        flow.awaitAll();
        return new Count(flow.receivedSoFar() - before, System.nanoTime() - start);
    }

    private void produceUntil(long end) {
        while (System.nanoTime() - end < 0) {
            flow.awaitRoom();
            for (int i = 0; i < Flow.BATCH; i++) {
                contender.tell(receiver, MESSAGE);
            }
        }
    }
}
