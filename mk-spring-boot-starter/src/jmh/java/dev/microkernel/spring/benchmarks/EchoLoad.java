package dev.microkernel.spring.benchmarks;

import java.io.IOException;
import java.nio.charset.StandardCharsets;

/** Sends texts of 64 bytes over WebSockets (RFC 6455), and waits for each to come back. */
final class EchoLoad extends ClosedLoop {

    private static final byte[] HANDSHAKE = Wire.get(
            "/echo",
            "Connection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: bm90IGEgc2VjcmV0IGtleQ==\r\n");

    private static final int TEXT = 0x81;
    private static final int LENGTH = 64;
    private static final int MASKED = 0x80;

    EchoLoad(int port, int clients) {
        super(port, clients);
    }

    private static final byte[] FRAME = frame();

    private static byte[] frame() {
        var frame = new byte[6 + LENGTH]; // a mask of zeros changes nothing
        frame[0] = (byte) TEXT;
        frame[1] = (byte) (MASKED | LENGTH);
        System.arraycopy("21 degrees. ".repeat(6).getBytes(StandardCharsets.US_ASCII), 0, frame, 6, LENGTH);
        return frame;
    }

    @Override
    void open(Wire wire) throws IOException {
        wire.send(HANDSHAKE);
        wire.skipHead(101);
    }

    @Override
    void once(Wire wire) throws IOException {
        wire.send(FRAME);
        var in = wire.in();
        int kind = in.read();
        int length = in.read();
        if (kind != TEXT || length != LENGTH) {
            throw new IOException("not an echo, first byte=" + kind + ", length=" + length);
        }
        in.skipNBytes(LENGTH);
    }
}
