package dev.microkernel.remote.link;

import dev.microkernel.wire.Decoded;
import dev.microkernel.wire.Frame;
import dev.microkernel.wire.FrameCodec;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/** One end of a connection of the {@link SimulatedNetwork}. */
final class SimulatedConnection implements Connection {

    private final SimulatedNetwork network;
    private final SimulatedPipe in;
    private final SimulatedPipe out;
    private final String address;
    private final FrameCodec codec = new FrameCodec(ByteOrder.BIG_ENDIAN, FrameCodec.DEFAULT_PAYLOAD_LENGTH_MAX);
    private boolean saidHello;
    private boolean closed;

    SimulatedConnection(SimulatedNetwork network, SimulatedPipe in, SimulatedPipe out, String address) {
        this.network = network;
        this.in = in;
        this.out = out;
        this.address = address;
    }

    @Override
    public int read(ByteBuffer buffer) throws IOException {
        return in.read(buffer);
    }

    /** Each frame by itself may be lost or doubled; the hello, which comes first, never is. */
    @Override
    public void write(ByteBuffer bytes) throws IOException {
        out.awaitRoom();
        if (!saidHello) {
            saidHello = true;
            out.add(copy(bytes), network.delay());
            return;
        }
        while (bytes.hasRemaining()) {
            if (!(codec.decode(bytes) instanceof Decoded.Complete<Frame>(var frame))) {
                throw new IllegalStateException("a link writes whole frames only");
            }
            for (int i = network.copies(frame); i > 0; i--) {
                var encoded = ByteBuffer.allocate(FrameCodec.encodedLength(frame));
                codec.encode(frame, encoded);
                out.add(encoded.flip(), network.delay());
            }
        }
    }

    private static ByteBuffer copy(ByteBuffer bytes) {
        var copy = ByteBuffer.allocate(bytes.remaining());
        return copy.put(bytes).flip();
    }

    @Override
    public String address() {
        return address;
    }

    @Override
    public void close() {
        if (!closed) {
            closed = true;
            out.end(network.delay());
            in.close();
            network.closed(this);
        }
    }
}
