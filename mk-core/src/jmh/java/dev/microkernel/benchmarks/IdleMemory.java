package dev.microkernel.benchmarks;

import java.lang.management.ManagementFactory;
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
    private static final int COLLECTIONS = 3;

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
        long before = usedHeap();
        start(ACTORS);
        return Map.of(BYTES.name(), (double) (usedHeap() - before) / ACTORS);
    }

    private void start(int count) throws InterruptedException {
        var handled = new CountDownLatch(count);
        contender.spawnIdle(count, handled);
        handled.await();
    }

    private static long usedHeap() throws InterruptedException {
        for (int i = 0; i < COLLECTIONS; i++) {
            System.gc();
            Thread.sleep(20); // what the collection found to be cleaned up by others gets cleaned up
        }
        return ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed();
    }
}
