package dev.microkernel.remote.link;

import dev.microkernel.wire.Frame;
import java.io.IOException;
import java.net.InetAddress;
import java.nio.ByteBuffer;

/** One end of a connection of the {@link SimulatedNetwork}. */
final class SimulatedConnection implements Connection {

    private final SimulatedNetwork network;
    private final SimulatedPipe in;
    private final SimulatedPipe out;
    private final String address;
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

    @Override
    public void write(ByteBuffer bytes) throws IOException {
        out.awaitRoom();
        out.add(copy(bytes), network.delay());
    }

    @Override
    public int copies(Frame message) {
        return network.copies(message);
    }

    @Override
    public void shutdownOutput() {
        out.end(network.delay());
    }

    /** All simulated nodes are on one machine. */
    @Override
    public InetAddress remote() {
        return InetAddress.getLoopbackAddress();
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
