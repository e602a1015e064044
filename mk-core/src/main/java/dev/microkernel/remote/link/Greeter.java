package dev.microkernel.remote.link;

import dev.microkernel.cell.Kernel;
import dev.microkernel.remote.MountException;
import dev.microkernel.remote.PeerInfo.Level;
import dev.microkernel.remote.Refusal;
import dev.microkernel.wire.Decoded;
import dev.microkernel.wire.FrameCodec;
import dev.microkernel.wire.GoodbyeReason;
import dev.microkernel.wire.Handshake;
import dev.microkernel.wire.Handshake.Step;
import dev.microkernel.wire.Hello;
import dev.microkernel.wire.NodeHello;
import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;

/** Exchanges hellos with strangers, within a time limit. Its methods wait: they are for strands. */
final class Greeter {

    /** How long all of it may take. */
    static final Duration TIMEOUT = Duration.ofSeconds(3);

    /** The first byte of a TLS connection: a handshake record (RFC 8446). */
    private static final byte TLS_HANDSHAKE = 0x16;

    private static final int BUFFER_LENGTH = 4 * 1024;

    private final Kernel kernel;
    private final LocalNode self;

    /** The connections over which hellos are being exchanged. */
    private final Set<Connection> greeting = ConcurrentHashMap.newKeySet();

    private volatile boolean closed;

    Greeter(Kernel kernel, LocalNode self) {
        this.kernel = kernel;
        this.self = self;
    }

    /** Ends what is under way; nothing begins any more. */
    void close() {
        closed = true;
        greeting.forEach(Connection::close);
    }

    @FunctionalInterface
    private interface Exchange {
        Greeting run() throws IOException;
    }

    /**
     * Says hello as MK02 over a connection that this node has opened.
     *
     * @throws NotAnsweredException if the other end hangs up without a word, as MK01 nodes do
     */
    Greeting dial(Connection connection) throws IOException {
        return inTime(connection, () -> {
            var handshake = self.handshake(Handshake.Role.CONNECTOR);
            var buffer = ByteBuffer.allocate(BUFFER_LENGTH);
            try {
                connection.write(handshake.hello());
                readFirst(connection, buffer, 1);
            } catch (IOException e) {
                throw new NotAnsweredException(e);
            }
            return exchange(connection, handshake, buffer);
        });
    }

    /** Says hello as MK01. */
    Greeting dialLegacy(Connection connection, Hello legacy) throws IOException {
        return inTime(connection, () -> {
            var buffer = ByteBuffer.allocate(BUFFER_LENGTH);
            connection.write(legacy.encode());
            return readLegacy(connection, buffer);
        });
    }

    /** Takes the hello of a node that has opened a connection. What is left to say is in the greeting. */
    Greeting answer(Connection plain) throws IOException {
        return inTime(plain, () -> {
            var buffer = ByteBuffer.allocate(BUFFER_LENGTH);
            readFirst(plain, buffer, 1);
            var tls = self.settings().tls();
            if (tls == null || buffer.get(0) != TLS_HANDSHAKE) {
                return answer(plain, buffer);
            }
            var encrypted = plain.encrypted(tls, buffer.flip());
            return answer(encrypted, ByteBuffer.allocate(BUFFER_LENGTH));
        });
    }

    private Greeting answer(Connection connection, ByteBuffer buffer) throws IOException {
        readFirst(connection, buffer, Integer.BYTES);
        int magic = buffer.getInt(0);
        if (magic == Hello.MAGIC) {
            requireLegacyAllowed(connection);
            return readLegacy(connection, buffer);
        }
        if (magic != NodeHello.MAGIC) {
            throw new RefusedException(
                    Refusal.HANDSHAKE,
                    GoodbyeReason.MALFORMED,
                    "hello must begin with MK01 or MK02, got 0x%08x".formatted(magic));
        }
        var handshake = self.handshake(Handshake.Role.LISTENER);
        if (self.settings().tls() != null && !connection.isPrivate()) {
            var text = "this node demands TLS";
            throw new RefusedException(Refusal.NOT_AUTHENTICATED, GoodbyeReason.NOT_AUTHENTICATED, "it uses no TLS")
                    .andSay(() -> sayGoodbye(connection, handshake, GoodbyeReason.NOT_AUTHENTICATED, text));
        }
        return exchange(connection, handshake, buffer);
    }

    private void requireLegacyAllowed(Connection connection) {
        if (self.legacy() == null || connection.isPrivate() || !self.settings().acceptsLegacy(connection.remote())) {
            throw new RefusedException(
                    Refusal.LEGACY,
                    GoodbyeReason.VERSION,
                    "it speaks MK01, which knows no authentication; to let it in, allow it (legacy) on loopback, or"
                            + " from its network (allow-legacy)");
        }
    }

    // ---- MK02

    /** Goes through the handshake from what is in the buffer. */
    private Greeting exchange(Connection connection, Handshake handshake, ByteBuffer buffer) throws IOException {
        while (true) {
            buffer.flip();
            var step = handshake.receive(buffer);
            buffer.compact();
            switch (step) {
                case Decoded.NeedMore<Step>(var missing) -> {
                    if (connection.read(buffer) < 0) {
                        throw new IOException("it closed the connection in the middle of its hello");
                    }
                }
                case Decoded.Complete<Step>(Step.Reply(var reply)) -> connection.write(reply);
                case Decoded.Complete<Step>(Step.Proven()) -> {
                    return proven(connection, handshake, buffer);
                }
                case Decoded.Complete<Step>(Step.Refuse(var reason, var text, var bytes)) -> {
                    throw new RefusedException(kindOf(reason), reason, text).andSay(() -> write(connection, bytes));
                }
                case Decoded.Complete<Step>(Step.Refused(var reason, var text)) ->
                    throw new RefusedException(
                            kindOf(reason),
                            reason,
                            "node " + handshake.peer().identity() + " refuses this node: " + text,
                            nameOf(handshake.peer()));
                case Decoded.Malformed<Step>(var reason) ->
                    throw new IllegalStateException("a handshake answers everything, reason=" + reason);
            }
        }
    }

    private static NodeName nameOf(NodeHello hello) {
        return new NodeName(hello.nodeId(), hello.identity(), hello.incarnation());
    }

    private Greeting proven(Connection connection, Handshake handshake, ByteBuffer buffer) {
        var peer = handshake.peer();
        if (!connection.certifies(peer.identity())) {
            var text = "its certificate is not one of node " + peer.identity();
            throw new RefusedException(Refusal.NOT_AUTHENTICATED, GoodbyeReason.NOT_AUTHENTICATED, text)
                    .andSay(() -> sayGoodbye(connection, handshake, GoodbyeReason.NOT_AUTHENTICATED, text));
        }
        boolean isPrivate = connection.isPrivate();
        return new Greeting(
                connection,
                nameOf(peer),
                Level.MK02,
                handshake.inbound(isPrivate),
                handshake.outbound(isPrivate),
                handshake,
                buffer);
    }

    static Refusal kindOf(GoodbyeReason reason) {
        return switch (reason) {
            case NOT_AUTHENTICATED -> Refusal.NOT_AUTHENTICATED;
            case VERSION -> Refusal.VERSION;
            case ID_IN_USE, CONNECTED -> Refusal.ID_IN_USE;
            case BANNED -> Refusal.BANNED;
            case TOO_MANY -> Refusal.TOO_MANY;
            case OTHER, STOPPING, UNMOUNTED, MALFORMED -> Refusal.HANDSHAKE;
        };
    }

    /** Tells a peer why it is refused, if it still listens. */
    static void sayGoodbye(Connection connection, Handshake handshake, GoodbyeReason reason, String text) {
        write(connection, handshake.goodbye(reason, text));
    }

    private static void write(Connection connection, ByteBuffer bytes) {
        try {
            connection.write(bytes);
            connection.shutdownOutput();
        } catch (IOException gone) {
            // It will see that it was refused.
        }
    }

    // ---- MK01

    private Greeting readLegacy(Connection connection, ByteBuffer buffer) throws IOException {
        while (true) {
            buffer.flip();
            var hello = Hello.decode(buffer);
            buffer.compact();
            switch (hello) {
                case Decoded.Complete<Hello>(var peer) -> {
                    var codec = new FrameCodec(ByteOrder.BIG_ENDIAN, FrameCodec.DEFAULT_PAYLOAD_LENGTH_MAX);
                    var name = new NodeName(peer.nodeId(), peer.identity(), 0);
                    return new Greeting(connection, name, Level.MK01, codec, codec, null, buffer);
                }
                case Decoded.NeedMore<Hello>(var missing) -> {
                    if (connection.read(buffer) < 0) {
                        throw new EOFException("it closed the connection before it said hello");
                    }
                }
                case Decoded.Malformed<Hello>(var reason) ->
                    throw new RefusedException(Refusal.HANDSHAKE, GoodbyeReason.MALFORMED, reason);
            }
        }
    }

    // ---- time

    private static void readFirst(Connection connection, ByteBuffer buffer, int count) throws IOException {
        while (buffer.position() < count) {
            if (connection.read(buffer) < 0) {
                throw new EOFException("it closed the connection before it said hello");
            }
        }
    }

    private Greeting inTime(Connection connection, Exchange exchange) throws IOException {
        greeting.add(connection);
        if (closed) {
            greeting.remove(connection);
            throw new MountException("this node is stopping", null);
        }
        var late = new AtomicBoolean();
        var timer = kernel.time().schedule(TIMEOUT, () -> {
            late.set(true);
            connection.close();
        });
        try {
            return exchange.run();
        } catch (IOException e) {
            if (late.get()) {
                throw new RefusedException(
                        Refusal.HANDSHAKE,
                        GoodbyeReason.OTHER,
                        "it did not say hello within " + TIMEOUT.toSeconds() + " s");
            }
            throw e;
        } finally {
            timer.cancel();
            greeting.remove(connection);
        }
    }
}
