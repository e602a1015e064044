package dev.microkernel.spring.benchmarks;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/** Clients that each do the same thing again and again, on a connection of their own. */
abstract class ClosedLoop implements Load {

    private final int port;
    private final int clients;

    ClosedLoop(int port, int clients) {
        this.port = port;
        this.clients = clients;
    }

    /** Makes a new connection ready. */
    abstract void open(Wire wire) throws IOException;

    /** Does it, and waits for the answer. */
    abstract void once(Wire wire) throws IOException;

    @Override
    public final Done run(Duration length) throws IOException, InterruptedException, ExecutionException {
        var wires = new ArrayList<Wire>();
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            for (int i = 0; i < clients; i++) {
                var wire = new Wire(port);
                wires.add(wire);
                open(wire);
            }
            var counts = new ArrayList<Future<Long>>();
            long start = System.nanoTime();
            for (var wire : wires) {
                counts.add(threads.submit(() -> repeat(wire, start + length.toNanos())));
            }
            long times = 0;
            for (var count : counts) {
                times += count.get();
            }
            return new Done(times, Duration.ofNanos(System.nanoTime() - start));
        } finally {
            for (var wire : wires) {
                wire.close();
            }
        }
    }

    private long repeat(Wire wire, long end) throws IOException {
        long times = 0;
        while (System.nanoTime() - end < 0) {
            once(wire);
            times++;
        }
        return times;
    }
}
