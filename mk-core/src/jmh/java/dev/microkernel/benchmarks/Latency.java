package dev.microkernel.benchmarks;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.HdrHistogram.Histogram;

/**
 * How long is a message on its way when the system is half busy? The warm-up finds the highest rate at which one thread
 * gets messages through one actor; in the rounds, messages are due at half of it, at even distances, and their time
 * counts from when they were due, not from when they were sent: a pause is charged to all that it kept waiting.
 */
final class Latency<R> implements Session {

    static final Row RATE = new Row("latency: at messages a second", Unit.OPS_PER_SECOND, null);
    static final Row P50 = new Row("latency: p50", Unit.MILLISECONDS, null);
    static final Row P99 = new Row("latency: p99", Unit.MILLISECONDS, null);
    static final Row P999 = new Row("latency: p99.9", Unit.MILLISECONDS, null);
    static final List<Row> ROWS = List.of(RATE, P50, P99, P999);

    private static final long LATENCY_MAX_NANOS = Duration.ofMinutes(1).toNanos();
    private static final Duration LENGTH_MIN = Duration.ofSeconds(1);

    private final Contender<R> contender;
    private final Flow flow = new Flow();
    private final R receiver;

    /** Of the receiver; touched by others only when no message is on its way. */
    private final Histogram latencies = new Histogram(LATENCY_MAX_NANOS, 3);

    private double rate;

    private record Stamped(long dueNanos) {}

    Latency(Contender<R> contender) {
        this.contender = contender;
        this.receiver = contender.spawn((message, self) -> {
            latencies.recordValue(Math.clamp(System.nanoTime() - ((Stamped) message).dueNanos(), 0, LATENCY_MAX_NANOS));
            flow.received();
        });
    }

    @Override
    public void warmUp(Duration length) {
        var _ = saturate(length.dividedBy(2));
        rate = saturate(length.dividedBy(2)) / 2;
        var _ = round(length);
    }

    private double saturate(Duration length) {
        long before = flow.receivedSoFar();
        long start = System.nanoTime();
        long end = start + length.toNanos();
        while (System.nanoTime() - end < 0) {
            flow.awaitRoom();
            for (int i = 0; i < Flow.BATCH; i++) {
                contender.tell(receiver, new Stamped(System.nanoTime()));
            }
        }
        flow.awaitAll();
        return (flow.receivedSoFar() - before) * 1e9 / (System.nanoTime() - start);
    }

    @Override
    public Map<String, Double> round(Duration length) {
        latencies.reset();
        long nanos = Math.max(length.toNanos(), LENGTH_MIN.toNanos());
        long batches = Math.max(1, Math.round(rate * nanos / 1e9 / Flow.BATCH));
        double interval = 1e9 / rate;
        long start = System.nanoTime();
        for (long message = 0; message < batches * Flow.BATCH; message++) {
            if (message % Flow.BATCH == 0) {
                flow.awaitRoom();
            }
            long due = start + (long) (message * interval);
            while (System.nanoTime() - due < 0) {
                Thread.onSpinWait();
            }
            contender.tell(receiver, new Stamped(due));
        }
        flow.awaitAll();
        return Map.of(
                RATE.name(), rate,
                P50.name(), millis(50),
                P99.name(), millis(99),
                P999.name(), millis(99.9));
    }

    private double millis(double percentile) {
        return latencies.getValueAtPercentile(percentile) / 1e6;
    }
}
