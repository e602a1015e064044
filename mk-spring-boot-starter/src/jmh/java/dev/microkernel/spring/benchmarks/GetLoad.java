package dev.microkernel.spring.benchmarks;

import java.io.IOException;

/** Asks over kept connections, one request at a time on each. */
final class GetLoad extends ClosedLoop {

    private static final byte[] REQUEST = Wire.get("/next", "Accept: application/json\r\n");

    GetLoad(int port, int clients) {
        super(port, clients);
    }

    @Override
    void open(Wire wire) {
        // is ready as it is
    }

    @Override
    void once(Wire wire) throws IOException {
        wire.send(REQUEST);
        wire.skipAnswer();
    }
}
