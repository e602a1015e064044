package dev.microkernel.spring.benchmarks;

/** A kind of load that servers are measured under. */
enum Work {
    /** One request after the other on each connection. */
    GET("GET, 64 connections", "requests"),
    /** Every event goes to every client. */
    EVENTS("events to 1,000 clients", "events"),
    /** One message after the other on each WebSocket, sent back. */
    ECHO("WebSocket echo, 1,000 clients", "messages");

    private static final int CONNECTIONS = 64;
    private static final int CLIENTS = 1_000;

    private final String title;
    private final String unit;

    Work(String title, String unit) {
        this.title = title;
        this.unit = unit;
    }

    String title() {
        return title;
    }

    /** What is counted. */
    String unit() {
        return unit;
    }

    /** Whether a server of this kind offers it. */
    boolean isFor(Contestant contestant) {
        return this == GET || contestant != Contestant.MVC;
    }

    Load load(int port) {
        return switch (this) {
            case GET -> new GetLoad(port, CONNECTIONS);
            case EVENTS -> new EventLoad(port, CLIENTS);
            case ECHO -> new EchoLoad(port, CLIENTS);
        };
    }
}
