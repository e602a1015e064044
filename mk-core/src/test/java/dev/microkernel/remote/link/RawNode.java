package dev.microkernel.remote.link;

import dev.microkernel.wire.Decoded;
import dev.microkernel.wire.Frame;
import dev.microkernel.wire.FrameCodec;
import dev.microkernel.wire.Framing;
import dev.microkernel.wire.Handshake;
import dev.microkernel.wire.LinkMessage;
import dev.microkernel.wire.LinkMessageCodec;
import dev.microkernel.wire.NodeHello;
import dev.microkernel.wire.PreSharedKey;
import java.io.EOFException;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketException;
import java.nio.ByteBuffer;
import java.util.Random;
import org.jspecify.annotations.Nullable;

/** The other end of a link as plain bytes: an MK02 node that may say anything. Reads give up after 30 s. */
final class RawNode implements AutoCloseable {

    static final int WINDOW = 2048;

    private final Socket socket;
    private final Handshake handshake;
    private final ByteBuffer in = ByteBuffer.allocate(1 << 20).limit(0);
    private @Nullable Framing reads;
    private @Nullable Framing writes;

    private RawNode(Socket socket, Handshake.Role role, NodeHello hello, @Nullable PreSharedKey key)
            throws IOException {
        this.socket = socket;
        this.handshake = new Handshake(role, hello, identity -> key);
        socket.setSoTimeout(30_000);
    }

    static NodeHello hello(int nodeId, String identity, boolean authenticates) {
        var nonce = new byte[NodeHello.NONCE_LENGTH];
        new Random(nodeId).nextBytes(nonce);
        return new NodeHello(1, 1, nodeId, 4711, 1, 1 << 20, WINDOW, 60_000, nonce, authenticates, identity);
    }

    /** Connects, and says nothing yet. */
    static RawNode connect(InetSocketAddress address, NodeHello hello, @Nullable PreSharedKey key) throws IOException {
        return new RawNode(new Socket(address.getAddress(), address.getPort()), Handshake.Role.CONNECTOR, hello, key);
    }

    /** Connects, and goes through the handshake and the RESUMEs. */
    static RawNode mount(InetSocketAddress address, int nodeId, String identity, @Nullable PreSharedKey key)
            throws IOException {
        var node = connect(address, hello(nodeId, identity, key != null), key);
        node.shakeHands();
        node.send(new LinkMessage.Resume(99, 0));
        node.await(LinkMessage.Resume.class);
        return node;
    }

    void shakeHands() throws IOException {
        send(handshake.hello().array());
        while (true) {
            switch (handshake.receive(in)) {
                case Decoded.Complete<Handshake.Step>(Handshake.Step.Reply(var reply)) -> send(bytes(reply));
                case Decoded.Complete<Handshake.Step>(Handshake.Step.Proven()) -> {
                    reads = handshake.inbound(false);
                    writes = handshake.outbound(false);
                    return;
                }
                case Decoded.Complete<Handshake.Step>(var refusal) -> throw new IOException(refusal.toString());
                default -> receive();
            }
        }
    }

    private static byte[] bytes(ByteBuffer buffer) {
        var bytes = new byte[buffer.remaining()];
        buffer.get(bytes);
        return bytes;
    }

    private void receive() throws IOException {
        var bytes = new byte[4096];
        int count = socket.getInputStream().read(bytes);
        if (count < 0) {
            throw new EOFException("the node closed the connection");
        }
        in.compact().put(bytes, 0, count).flip();
    }

    void send(byte[] bytes) throws IOException {
        socket.getOutputStream().write(bytes);
    }

    byte[] encode(Frame frame) {
        var framing = writes == null ? FrameCodec.mk02(1 << 20) : writes;
        var out = ByteBuffer.allocate(framing.length(frame));
        framing.encode(frame, out);
        return out.array();
    }

    void send(Frame frame) throws IOException {
        send(encode(frame));
    }

    void send(LinkMessage message) throws IOException {
        send(LinkMessageCodec.encode(message));
    }

    Frame readFrame() throws IOException {
        while (true) {
            switch (reads == null ? FrameCodec.mk02(1 << 20).decode(in) : reads.decode(in)) {
                case Decoded.Complete<Frame>(var frame) -> {
                    return frame;
                }
                case Decoded.NeedMore<Frame>(var missing) -> receive();
                case Decoded.Malformed<Frame>(var reason) -> throw new IOException(reason);
            }
        }
    }

    /** Reads until a message of that kind comes. */
    <T extends LinkMessage> T await(Class<T> kind) throws IOException {
        while (true) {
            var frame = readFrame();
            if (frame.isSystem()
                    && LinkMessageCodec.decode(frame) instanceof Decoded.Complete<LinkMessage>(var message)
                    && kind.isInstance(message)) {
                return kind.cast(message);
            }
        }
    }

    /** Whether the node closed the connection, after whatever it still had to say. */
    boolean isClosedByNode() throws IOException {
        try {
            while (socket.getInputStream().read() >= 0) {
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
