package dev.microkernel.benchmarks;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.function.Consumer;
import org.HdrHistogram.Histogram;
import org.jspecify.annotations.Nullable;

/**
 * What does one link carry, in payloads of one length? First one way, as fast as it goes; then there and back with many on
 * their way; then there and back with one, of which the time is taken. A round is a third of each.
 */
final class LinkWork implements Session {

    /** On their way at most; our queue for a peer has room for as many messages. */
    private static final int WINDOW = 4096;

    private static final int ROUND_TRIPS_OPEN = 256;
    private static final long LATENCY_MAX_NANOS = Duration.ofMinutes(1).toNanos();

    /** Its rows, in this order. */
    record Rows(Row oneWay, Row allocation, Row roundTrips, Row p50, Row p99) {

        static Rows of(Transport transport, int length, @Nullable Target target) {
            var name = "link, %s, %,d B: ".formatted(transport.title(), length);
            return new Rows(
                    new Row(name + "one way", Unit.OPS_PER_SECOND, target),
                    new Row(name + "allocation", Unit.BYTES, null),
                    new Row(name + "round trips, " + ROUND_TRIPS_OPEN + " open", Unit.OPS_PER_SECOND, null),
                    new Row(name + "round trip, p50", Unit.MILLISECONDS, null),
                    new Row(name + "round trip, p99", Unit.MILLISECONDS, null));
        }

        List<Row> all() {
            return List.of(oneWay, allocation, roundTrips, p50, p99);
        }
    }

    private final Rows rows;
    private final byte[] payload;
    private final Flow flow = new Flow(WINDOW);
    private final Throughput throughput;
    private final Consumer<byte[]> receiver;
    private final Consumer<byte[]> echo;

    /** Of the actor that gets the answers; touched by others only when none is on its way. */
    private final Histogram latencies = new Histogram(LATENCY_MAX_NANOS, 3);

    private long endNanos;
    private long sentNanos;
    private long answers;
    private volatile @Nullable CountDownLatch last;

    LinkWork(LinkPair pair, int length, Rows rows) {
        this.rows = rows;
        this.payload = new byte[length];
        this.receiver = pair.far(flow::received);
        this.echo = pair.echo(this::onAnswer);
        this.throughput = new Throughput(rows.oneWay().name(), rows.allocation().name(), this::oneWay);
    }

    @Override
    public void warmUp(Duration length) throws InterruptedException {
        var _ = round(length);
    }

    @Override
    public Map<String, Double> round(Duration length) throws InterruptedException {
        var third = length.dividedBy(3);
        var values = new LinkedHashMap<>(throughput.round(third));
        values.put(rows.roundTrips().name(), roundTrips(third, ROUND_TRIPS_OPEN));
        var _ = roundTrips(third, 1);
        values.put(rows.p50().name(), latencies.getValueAtPercentile(50) / 1e6);
        values.put(rows.p99().name(), latencies.getValueAtPercentile(99) / 1e6);
        return values;
    }

    private Counted.Count oneWay(Duration length) {
        long before = flow.receivedSoFar();
        long start = System.nanoTime();
        long end = start + length.toNanos();
        while (System.nanoTime() - end < 0) {
            flow.awaitRoom();
            for (int i = 0; i < Flow.BATCH; i++) {
                receiver.accept(payload);
            }
        }
        flow.awaitAll();
        return new Counted.Count(flow.receivedSoFar() - before, System.nanoTime() - start);
    }

    /** How many a second. With one open, its times are those between two answers. */
    private double roundTrips(Duration length, int open) throws InterruptedException {
        latencies.reset();
        answers = 0;
        var done = new CountDownLatch(open);
        long start = System.nanoTime();
        endNanos = start + length.toNanos();
        sentNanos = start;
        last = done;
        for (int i = 0; i < open; i++) {
            echo.accept(payload);
        }
        done.await();
        return answers * 1e9 / (System.nanoTime() - start);
    }

    private void onAnswer(byte[] answer) {
        var done = last;
        if (done == null) {
            throw new IllegalStateException("an answer to nothing");
        }
        long now = System.nanoTime();
        latencies.recordValue(Math.clamp(now - sentNanos, 0, LATENCY_MAX_NANOS));
        answers++;
        if (now - endNanos < 0) {
            sentNanos = now;
            echo.accept(answer);
        } else {
            done.countDown();
        }
    }
}
