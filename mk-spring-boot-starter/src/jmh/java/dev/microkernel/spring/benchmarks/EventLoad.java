package dev.microkernel.spring.benchmarks;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.concurrent.Executors;

/**
 * Subscribes many clients to one stream of events, and has the next event published when all of them have the one {@link
 * Arrivals#WINDOW some} before it: so no client has more to read than its server keeps for it, and none is lost.
 */
final class EventLoad implements Load {

    private static final byte[] SUBSCRIBE = Wire.get("/events", "Accept: text/event-stream\r\n");
    private static final byte[] PUBLISH = Wire.get("/publish", "");

    private final int port;
    private final int clients;

    EventLoad(int port, int clients) {
        this.port = port;
        this.clients = clients;
    }

    @Override
    public Done run(Duration length) throws IOException, InterruptedException {
        var wires = new ArrayList<Wire>();
        var arrivals = new Arrivals(clients);
        // What a closed connection throws may pass by its catch block on a virtual thread (JDK-8389310).
        var readers = Thread.ofVirtual()
                .uncaughtExceptionHandler((thread, closed) -> {})
                .factory();
        try (var threads = Executors.newThreadPerTaskExecutor(readers);
                var publisher = new Wire(port)) {
            try {
                for (int i = 0; i < clients; i++) {
                    var wire = new Wire(port);
                    wires.add(wire);
                    wire.send(SUBSCRIBE);
                    wire.skipHead(200);
                    wire.skipToLine(":"); // a comment, by which it is subscribed
                    threads.execute(() -> read(wire, arrivals));
                }
                long start = System.nanoTime();
                long published = 0;
                while (System.nanoTime() - start < length.toNanos()) {
                    arrivals.awaitRoom();
                    publisher.send(PUBLISH);
                    publisher.skipAnswer();
                    published++;
                }
                arrivals.awaitAll();
                return new Done(published * clients, Duration.ofNanos(System.nanoTime() - start));
            } finally {
                for (var wire : wires) {
                    wire.close();
                }
            }
        }
    }

    private static void read(Wire wire, Arrivals arrivals) {
        try {
            for (int event = 0; ; event++) {
                wire.skipToLine("data:");
                arrivals.arrived(event);
            }
        } catch (IOException closed) {
            // it is over; had it not been, the events that this client lacks are missed
        }
    }
}
