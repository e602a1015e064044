package dev.microkernel.benchmarks;

import dev.microkernel.actor.ActorId;
import dev.microkernel.wire.Decoded;
import dev.microkernel.wire.Frame;
import dev.microkernel.wire.FrameCodec;
import dev.microkernel.wire.Handshake;
import dev.microkernel.wire.LinkMessage;
import dev.microkernel.wire.LinkMessageCodec;
import dev.microkernel.wire.NodeHello;
import java.io.EOFException;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;

/** A bare socket that speaks as much MK02 as a device needs: it says hello, answers whether it is alive, and sends. */
final class Device {

    private static final int PAYLOAD_LENGTH = 64;
    private static final int ROOM = 1 << 16;
    private static final int HEARTBEAT_MILLIS = 60_000;

    /** MK01 nodes have the ids below. */
    private static final int NODE_ID_MIN = 100;

    private static final FrameCodec CODEC = FrameCodec.mk02(ROOM);

    private final SocketChannel channel;
    private final ByteBuffer in = ByteBuffer.allocate(1024);
    private final byte[] message;

    private Device(SocketChannel channel, byte[] message) {
        this.channel = channel;
        this.message = message;
    }

    /** Connects, and returns after the handshake. */
    static Device connect(InetSocketAddress address, int number, long dest) throws IOException {
        var channel = SocketChannel.open(address);
        channel.setOption(StandardSocketOptions.TCP_NODELAY, true);
        int nodeId = NODE_ID_MIN + number;
        var source = ActorId.of(nodeId, 1).value();
        var device = new Device(channel, bytes(new Frame(source, dest, 1, new byte[PAYLOAD_LENGTH])));
        device.shakeHands(nodeId);
        device.write(bytes(LinkMessageCodec.encode(new LinkMessage.Resume(1, 0))));
        channel.configureBlocking(false);
        return device;
    }

    private void shakeHands(int nodeId) throws IOException {
        var hello = new NodeHello(
                NodeHello.VERSION,
                NodeHello.VERSION,
                nodeId,
                1,
                0,
                ROOM,
                ROOM,
                HEARTBEAT_MILLIS,
                new byte[NodeHello.NONCE_LENGTH],
                false,
                "device-" + nodeId);
        var handshake = new Handshake(Handshake.Role.CONNECTOR, hello, identity -> null);
        channel.write(handshake.hello());
        in.flip();
        while (true) {
            switch (handshake.receive(in)) {
                case Decoded.Complete<Handshake.Step>(Handshake.Step.Reply(var reply)) -> channel.write(reply);
                case Decoded.Complete<Handshake.Step>(Handshake.Step.Proven()) -> {
                    in.compact();
                    return;
                }
                case Decoded.Complete<Handshake.Step>(var refusal) -> throw new IOException(refusal.toString());
                default -> {
                    in.compact();
                    if (channel.read(in) < 0) {
                        throw new EOFException("it was not let in, device=" + nodeId);
                    }
                    in.flip();
                }
            }
        }
    }

    SocketChannel channel() {
        return channel;
    }

    void send() throws IOException {
        write(message);
    }

    /** Reads what is there, and answers. */
    void read() throws IOException {
        if (channel.read(in) < 0) {
            throw new EOFException("its connection was closed");
        }
        in.flip();
        while (CODEC.decode(in) instanceof Decoded.Complete<Frame>(var frame)) {
            if (LinkMessageCodec.decode(frame) instanceof Decoded.Complete<LinkMessage>(LinkMessage.Ping(var token))) {
                write(bytes(LinkMessageCodec.encode(new LinkMessage.Pong(token))));
            }
        }
        in.compact();
    }

    private void write(byte[] bytes) throws IOException {
        if (channel.write(ByteBuffer.wrap(bytes)) < bytes.length) {
            throw new IOException("the node reads more slowly than devices send");
        }
    }

    private static byte[] bytes(Frame frame) {
        var bytes = ByteBuffer.allocate(FrameCodec.encodedLength(frame));
        CODEC.encode(frame, bytes);
        return bytes.array();
    }
}
