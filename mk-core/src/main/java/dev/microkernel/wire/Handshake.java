package dev.microkernel.wire;

import dev.microkernel.wire.LinkMessage.Goodbye;
import dev.microkernel.wire.LinkMessage.Proof;
import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.util.Objects;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * How two MK02 nodes come to believe each other, as a state machine without sockets: bytes go in, and what is to be done
 * comes out. One strand uses it.
 */
public final class Handshake {

    /** Who opened the connection. */
    public enum Role {
        /** This node. */
        CONNECTOR,
        /** The peer. */
        LISTENER
    }

    /** What is to be done next. */
    public sealed interface Step {

        /** Send these bytes and go on. */
        record Reply(ByteBuffer bytes) implements Step {}

        /** The peer has proven who it is. A listener sends {@link Handshake#proof} if it takes the peer. */
        record Proven() implements Step {}

        /** Send these bytes and close: the peer is refused. */
        record Refuse(GoodbyeReason reason, String text, ByteBuffer bytes) implements Step {}

        /** Close: the peer has refused this node. */
        record Refused(GoodbyeReason reason, String text) implements Step {}
    }

    /** More than this no node here sends at once, whatever the peer would accept. */
    private static final int PAYLOAD_MAX = 1 << 30;

    private static final FrameCodec FRAMES = FrameCodec.mk02(LinkMessageCodec.TEXT_LENGTH_MAX + 2 * Short.BYTES);

    private final Role role;
    private final NodeHello self;
    private final Function<String, @Nullable PreSharedKey> keys;
    private final byte[] ownBytes;
    private byte[] peerBytes = {};
    private @Nullable NodeHello peer;
    private @Nullable PreSharedKey key;
    private boolean hasAnswered;
    private boolean over;

    /**
     * A handshake that has not begun.
     *
     * @param self what this node says; it {@linkplain NodeHello#authenticates authenticates} if it has keys
     * @param keys the key for a peer of that identity, or null; not asked if this node does not authenticate
     */
    public Handshake(Role role, NodeHello self, Function<String, @Nullable PreSharedKey> keys) {
        this.role = role;
        this.self = self;
        this.keys = keys;
        this.ownBytes = self.encode().array();
    }

    /** What a connector sends before it hears anything. */
    public ByteBuffer hello() {
        return ByteBuffer.wrap(ownBytes);
    }

    /** The peer, as far as it is to be believed: not at all before {@link Step.Proven}. */
    public NodeHello peer() {
        return Objects.requireNonNull(peer, "the peer has not said hello");
    }

    /**
     * Takes what the peer has sent.
     *
     * @param in the bytes received so far; its position moves only behind what was understood
     * @return the next step; a malformed input is a {@link Step.Refuse}
     */
    public Decoded<Step> receive(ByteBuffer in) {
        if (over) {
            throw new IllegalStateException("the handshake is over");
        }
        return peer == null ? receiveHello(in) : receiveFrame(in);
    }

    private Decoded<Step> receiveHello(ByteBuffer in) {
        int start = in.position();
        return switch (NodeHello.decode(in)) {
            case Decoded.NeedMore<NodeHello>(var missing) -> new Decoded.NeedMore<>(missing);
            case Decoded.Malformed<NodeHello>(var reason) -> refuse(GoodbyeReason.MALFORMED, reason);
            case Decoded.Complete<NodeHello>(var hello) -> {
                peer = hello;
                peerBytes = new byte[in.position() - start];
                in.get(start, peerBytes);
                yield greeted(hello);
            }
        };
    }

    private Decoded<Step> greeted(NodeHello hello) {
        if (version() < Math.max(self.versionMin(), hello.versionMin())) {
            return refuse(
                    GoodbyeReason.VERSION,
                    "it speaks versions " + hello.versionMin() + ".." + hello.versionMax() + ", this node "
                            + self.versionMin() + ".." + self.versionMax());
        }
        if (self.authenticates() != hello.authenticates()) {
            return refuse(
                    GoodbyeReason.NOT_AUTHENTICATED,
                    self.authenticates()
                            ? "it has no pre-shared key, and this node demands one"
                            : "it demands a pre-shared key, and this node has none");
        }
        if (self.authenticates()) {
            key = keys.apply(hello.identity());
            if (key == null) {
                return refuse(
                        GoodbyeReason.NOT_AUTHENTICATED, "this node has no key for a node named " + hello.identity());
            }
        }
        if (role == Role.CONNECTOR) {
            return new Decoded.Complete<>(new Step.Reply(proof()));
        }
        hasAnswered = true;
        return new Decoded.Complete<>(new Step.Reply(hello()));
    }

    private int version() {
        return Math.min(self.versionMax(), peer().versionMax());
    }

    private Decoded<Step> receiveFrame(ByteBuffer in) {
        return switch (FRAMES.decode(in)) {
            case Decoded.NeedMore<Frame>(var missing) -> new Decoded.NeedMore<>(missing);
            case Decoded.Malformed<Frame>(var reason) -> refuse(GoodbyeReason.MALFORMED, reason);
            case Decoded.Complete<Frame>(var frame) ->
                switch (LinkMessageCodec.decode(frame)) {
                    case Decoded.Complete<LinkMessage>(Proof(var mac)) -> proven(mac);
                    case Decoded.Complete<LinkMessage>(Goodbye(var reason, var text)) -> {
                        over = true;
                        yield new Decoded.Complete<>(new Step.Refused(reason, text));
                    }
                    case Decoded.Malformed<LinkMessage>(var reason) -> refuse(GoodbyeReason.MALFORMED, reason);
                    default ->
                        refuse(
                                GoodbyeReason.MALFORMED,
                                "PROOF must follow the hello, type=0x%08x".formatted(frame.type()));
                };
        };
    }

    private Decoded<Step> proven(byte[] mac) {
        if (!MessageDigest.isEqual(mac, mac(other(role)))) {
            return refuse(
                    GoodbyeReason.NOT_AUTHENTICATED, "it did not prove that it has the key of " + peer().identity());
        }
        over = true;
        return new Decoded.Complete<>(new Step.Proven());
    }

    private static Role other(Role role) {
        return role == Role.CONNECTOR ? Role.LISTENER : Role.CONNECTOR;
    }

    /** What this node sends to prove itself. */
    public ByteBuffer proof() {
        return encoded(new Proof(mac(role)));
    }

    private byte[] mac(Role of) {
        if (key == null) {
            return new byte[0];
        }
        return derive(key, of == Role.CONNECTOR ? LinkKeys.PROOF_OF_CONNECTOR : LinkKeys.PROOF_OF_LISTENER);
    }

    private byte[] derive(PreSharedKey secret, String label) {
        boolean opened = role == Role.CONNECTOR;
        return LinkKeys.derive(secret, label, opened ? ownBytes : peerBytes, opened ? peerBytes : ownBytes);
    }

    private Decoded<Step> refuse(GoodbyeReason reason, String text) {
        over = true;
        return new Decoded.Complete<>(new Step.Refuse(reason, text, goodbye(reason, text)));
    }

    /** The last words of a node that refuses its peer; a listener that has not said hello yet does so before them. */
    public ByteBuffer goodbye(GoodbyeReason reason, String text) {
        var words = encoded(new Goodbye(reason, text));
        if (role == Role.CONNECTOR || hasAnswered) {
            return words;
        }
        return ByteBuffer.allocate(ownBytes.length + words.remaining())
                .put(ownBytes)
                .put(words)
                .flip();
    }

    private static ByteBuffer encoded(LinkMessage message) {
        var frame = LinkMessageCodec.encode(message);
        var out = ByteBuffer.allocate(FRAMES.length(frame));
        FRAMES.encode(frame, out);
        return out.flip();
    }

    /**
     * How frames from the peer stand on the connection after the handshake.
     *
     * @param isPrivate whether nobody else can write to the connection: then frames need no tags
     */
    public Framing inbound(boolean isPrivate) {
        return framing(self.payloadMax(), isPrivate, role);
    }

    /** How frames to the peer do. */
    public Framing outbound(boolean isPrivate) {
        return framing(peer().payloadMax(), isPrivate, other(role));
    }

    private Framing framing(int payloadMax, boolean isPrivate, Role receiver) {
        var codec = FrameCodec.mk02((int) Math.min(Integer.toUnsignedLong(payloadMax), PAYLOAD_MAX));
        if (key == null || isPrivate) {
            return codec;
        }
        return new TaggedFraming(
                codec,
                derive(key, receiver == Role.CONNECTOR ? LinkKeys.FRAMES_TO_CONNECTOR : LinkKeys.FRAMES_TO_LISTENER));
    }
}
