package dev.microkernel.benchmarks;

import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CountDownLatch;

/**
 * What does an actor that waits cost in memory? The heap after full collections, before and after many actors were
 * started that have each handled a message.
 */
final class IdleMemory implements Session {

    static final Row BYTES = new Row("idle actor", Unit.BYTES, new Target.AtMost(120));

    private static final int ACTORS = 200_000;
    private static final int ACTORS_BEFORE = 1_000;

    private final Contender<?> contender;

    IdleMemory(Contender<?> contender) {
        this.contender = contender;
    }

    @Override
    public void warmUp(Duration length) {
        // a round does it
    }

    /** The actors of former rounds stay: there are more each time. */
    @Override
    public Map<String, Double> round(Duration length) throws InterruptedException {
        start(ACTORS_BEFORE); // what the first of them loads is no actor's
        long before = Heap.used();
        start(ACTORS);
        return Map.of(BYTES.name(), (double) (Heap.used() - before) / ACTORS);
    }

    private void start(int count) throws InterruptedException {
        var handled = new CountDownLatch(count);
        contender.spawnIdle(count, handled);
        handled.await();
    }
}
