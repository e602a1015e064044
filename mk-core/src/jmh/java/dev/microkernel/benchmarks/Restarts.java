package dev.microkernel.benchmarks;

import java.io.Serial;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import org.HdrHistogram.Histogram;
import org.jspecify.annotations.Nullable;

/**
 * How often a second can an actor fail and be restarted at once, and how long does its next message wait for the new
 * life? The actor tells itself to fail and, behind that, to go on; an operation is a message that the next life handles.
 * The exception has no stack and nothing is logged, so that neither is what is measured.
 */
final class Restarts<R> implements Session {

    static final Row SPEED = new Row("restart", Unit.OPS_PER_SECOND, new Target.TimesPekko(1));
    static final Row P50 = new Row("restart: from failure to the next message, p50", Unit.MILLISECONDS, null);
    static final Row P99 = new Row("restart: from failure to the next message, p99", Unit.MILLISECONDS, null);
    static final List<Row> ROWS = List.of(SPEED, P50, P99);

    private static final Object FAIL = new Object();
    private static final Object GO_ON = new Object();

    private static final class PlantedException extends RuntimeException {
        @Serial
        private static final long serialVersionUID = 1L;

        PlantedException() {
            super("planted", null, false, false);
        }
    }

    private final Contender<R> contender;
    private final R fragile;

    // Of the actor, one life after the other; touched by others only when it has stopped going on.
    private final Histogram waits = new Histogram(Duration.ofMinutes(1).toNanos(), 3);
    private long failedAt;
    private long lives;

    private volatile @Nullable CountDownLatch ended;

    Restarts(Contender<R> contender) {
        this.contender = contender;
        this.fragile = contender.spawnRestarted(this::handle);
    }

    private void handle(Object message, Self<R> self) {
        if (message.equals(FAIL)) {
            failedAt = System.nanoTime();
            throw new PlantedException();
        }
        if (failedAt != 0) {
            waits.recordValue(System.nanoTime() - failedAt);
            lives++;
        }
        var latch = ended;
        if (latch == null) {
            contender.tell(self.ref(), FAIL);
            contender.tell(self.ref(), GO_ON);
        } else {
            latch.countDown();
        }
    }

    @Override
    public void warmUp(Duration length) throws InterruptedException {
        var _ = round(length);
    }

    @Override
    public Map<String, Double> round(Duration length) throws InterruptedException {
        ended = null;
        waits.reset();
        lives = 0;
        failedAt = 0;
        long start = System.nanoTime();
        contender.tell(fragile, GO_ON);
        Thread.sleep(length);
        var latch = new CountDownLatch(1);
        ended = latch;
        latch.await();
        double seconds = (System.nanoTime() - start) / 1e9;
        return Map.of(
                SPEED.name(), lives / seconds,
                P50.name(), waits.getValueAtPercentile(50) / 1e6,
                P99.name(), waits.getValueAtPercentile(99) / 1e6);
    }
}
