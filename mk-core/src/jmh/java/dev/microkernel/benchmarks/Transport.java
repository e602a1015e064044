package dev.microkernel.benchmarks;

/** What two nodes are linked by. */
enum Transport {
    TCP("TCP"),
    UNIX("Unix socket"),
    TLS("TLS");

    private final String title;

    Transport(String title) {
        this.title = title;
    }

    String title() {
        return title;
    }
}
