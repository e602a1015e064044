package dev.microkernel.remote.link;

import dev.microkernel.wire.Decoded;
import dev.microkernel.wire.Frame;
import dev.microkernel.wire.FrameCodec;
import dev.microkernel.wire.Hello;
import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/** The other end of a link as plain bytes: an MK01 node that may say anything. Reads give up after 30 s. */
final class RawPeer implements AutoCloseable {

    private static final FrameCodec CODEC = new FrameCodec(ByteOrder.BIG_ENDIAN, 1 << 20);

    private final Socket socket;
    private final DataInputStream in;
    private int nodeId;

    private RawPeer(Socket socket) throws IOException {
        this.socket = socket;
        socket.setSoTimeout(30_000);
        in = new DataInputStream(socket.getInputStream());
    }

    static RawPeer over(Socket socket) throws IOException {
        return new RawPeer(socket);
    }

    static RawPeer connect(InetSocketAddress address) throws IOException {
        return new RawPeer(new Socket(address.getAddress(), address.getPort()));
    }

    /** Connects, and exchanges hellos. */
    static RawPeer mount(InetSocketAddress address, int nodeId, String identity) throws IOException {
        var peer = connect(address);
        peer.hello(nodeId, identity);
        peer.readHello();
        return peer;
    }

    /** Says hello as a node. */
    void hello(int asNode, String identity) throws IOException {
        nodeId = asNode;
        send(new Hello(asNode, identity).encode().array());
    }

    /** The node it said hello as. */
    int nodeId() {
        return nodeId;
    }

    void send(byte[] bytes) throws IOException {
        socket.getOutputStream().write(bytes);
    }

    void send(Frame frame) throws IOException {
        send(bytes(frame));
    }

    static byte[] bytes(Frame frame) {
        var out = ByteBuffer.allocate(FrameCodec.encodedLength(frame));
        CODEC.encode(frame, out);
        return out.array();
    }

    Hello readHello() throws IOException {
        return ((Decoded.Complete<Hello>) Hello.decode(ByteBuffer.wrap(in.readNBytes(Hello.LENGTH)))).value();
    }

    Frame readFrame() throws IOException {
        var header = in.readNBytes(FrameCodec.HEADER_LENGTH);
        if (header.length < FrameCodec.HEADER_LENGTH) {
            throw new EOFException("the node closed the connection");
        }
        int length = ByteBuffer.wrap(header).getInt(20);
        var bytes = ByteBuffer.allocate(FrameCodec.HEADER_LENGTH + length)
                .put(header)
                .put(in.readNBytes(length))
                .flip();
        return ((Decoded.Complete<Frame>) CODEC.decode(bytes)).value();
    }

    /** Whether the node closed the connection, after whatever it still had to say. */
    boolean isClosedByNode() throws IOException {
        try {
            while (in.read() >= 0) {
                // what was on its way
            }
            return true;
        } catch (SocketException reset) {
            return true;
        }
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
