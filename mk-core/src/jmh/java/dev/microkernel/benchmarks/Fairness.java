package dev.microkernel.benchmarks;

import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CountDownLatch;
import java.util.stream.Stream;
import org.HdrHistogram.Histogram;
import org.jspecify.annotations.Nullable;

/**
 * Do actors that never run out of messages leave room for others? Some actors keep telling themselves; how evenly are
 * they served, and how long does somebody outside wait for another actor's answer meanwhile? An ask without an answer
 * in time counts as one that took until then.
 */
final class Fairness<R> implements Session {

    static final Row SERVED = new Row("fairness: least/most served of 16", Unit.RATIO, new Target.AtLeast(0.75));
    static final Row ASK = new Row("fairness: outside ask meanwhile, p99", Unit.MILLISECONDS, new Target.AtMost(5));

    private static final int HOGS = 16;
    private static final Duration ASK_TIMEOUT = Duration.ofSeconds(1);
    private static final Duration LENGTH_MIN = Duration.ofSeconds(1);
    private static final Object MESSAGE = new Object();

    private final Contender<R> contender;
    private final R answerer;
    private final List<Hog> hogs;

    private volatile @Nullable CountDownLatch ended;

    Fairness(Contender<R> contender) {
        this.contender = contender;
        this.answerer = contender.spawnAnswerer();
        this.hogs = Stream.generate(Hog::new).limit(HOGS).toList();
    }

    @Override
    public void warmUp(Duration length) throws InterruptedException {
        var _ = round(length);
    }

    @Override
    public Map<String, Double> round(Duration length) throws InterruptedException {
        ended = null;
        long[] before = served();
        long end = System.nanoTime() + Math.max(length.toNanos(), LENGTH_MIN.toNanos());
        hogs.forEach(hog -> contender.tell(hog.ref, MESSAGE));
        var waits = new Histogram(3);
        while (System.nanoTime() - end < 0) {
            waits.recordValue(ask());
            Thread.sleep(1);
        }
        var latch = new CountDownLatch(HOGS);
        ended = latch;
        latch.await();
        long[] after = served();
        Arrays.setAll(after, i -> after[i] - before[i]);
        var summary = Arrays.stream(after).summaryStatistics();
        return Map.of(
                SERVED.name(), (double) summary.getMin() / summary.getMax(),
                ASK.name(), waits.getValueAtPercentile(99) / 1e6);
    }

    private long ask() {
        long start = System.nanoTime();
        try {
            var _ = contender.ask(answerer, ASK_TIMEOUT).join();
        } catch (CompletionException unanswered) {
            if (System.nanoTime() - start < ASK_TIMEOUT.toNanos() / 2) {
                throw unanswered; // not for lack of time
            }
        }
        return System.nanoTime() - start;
    }

    /** Called when no hog runs. */
    private long[] served() {
        return hogs.stream().mapToLong(hog -> hog.served).toArray();
    }

    private final class Hog implements Handler<R> {

        private final R ref = contender.spawn(this);
        private long served;

        @Override
        public void on(Object message, Self<R> self) {
            served++;
            var latch = ended;
            if (latch == null) {
                contender.tell(self.ref(), message);
            } else {
                latch.countDown();
            }
        }
    }
}
