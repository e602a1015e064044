package dev.microkernel.wire;

import dev.microkernel.wire.Decoded.Complete;
import dev.microkernel.wire.Decoded.Malformed;
import dev.microkernel.wire.LinkMessage.Ack;
import dev.microkernel.wire.LinkMessage.Credit;
import dev.microkernel.wire.LinkMessage.Goodbye;
import dev.microkernel.wire.LinkMessage.GroupJoin;
import dev.microkernel.wire.LinkMessage.GroupLeave;
import dev.microkernel.wire.LinkMessage.NameAdd;
import dev.microkernel.wire.LinkMessage.NameRemove;
import dev.microkernel.wire.LinkMessage.NamesEnd;
import dev.microkernel.wire.LinkMessage.Ping;
import dev.microkernel.wire.LinkMessage.Pong;
import dev.microkernel.wire.LinkMessage.Proof;
import dev.microkernel.wire.LinkMessage.Resume;
import dev.microkernel.wire.LinkMessage.Terminated;
import dev.microkernel.wire.LinkMessage.Undeliverable;
import dev.microkernel.wire.LinkMessage.Unknown;
import dev.microkernel.wire.LinkMessage.Unwatch;
import dev.microkernel.wire.LinkMessage.Watch;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.function.BiFunction;
import java.util.function.Function;

/** MK02's system messages as payloads: big-endian, without padding, text behind its length, and no byte more. */
public final class LinkMessageCodec {

    /** Most bytes of a text for people. */
    public static final int TEXT_LENGTH_MAX = 512;

    static final int PROOF = 0xFF020001;
    static final int RESUME = 0xFF020002;
    static final int GOODBYE = 0xFF020003;
    static final int PING = 0xFF020004;
    static final int PONG = 0xFF020005;
    static final int CREDIT = 0xFF020006;
    static final int ACK = 0xFF020007;
    static final int UNDELIVERABLE = 0xFF020008;
    static final int NAME_ADD = 0xFF020010;
    static final int NAME_REMOVE = 0xFF020011;
    static final int NAMES_END = 0xFF020012;
    static final int GROUP_JOIN = 0xFF020013;
    static final int GROUP_LEAVE = 0xFF020014;
    static final int WATCH = 0xFF020020;
    static final int UNWATCH = 0xFF020021;
    static final int TERMINATED = 0xFF020022;

    private static final int TWO_LONGS = 2 * Long.BYTES;

    private LinkMessageCodec() {}

    /** Decodes a frame whose type is one of the system's; never answers {@link Decoded.NeedMore}. */
    public static Decoded<LinkMessage> decode(Frame frame) {
        var in = ByteBuffer.wrap(frame.payload());
        return switch (frame.type()) {
            case PROOF ->
                in.remaining() == 0 || in.remaining() == LinkKeys.MAC_LENGTH
                        ? new Complete<>(new Proof(frame.payload()))
                        : wrongLength("PROOF", "0 or " + LinkKeys.MAC_LENGTH, in);
            case RESUME ->
                in.remaining() == TWO_LONGS
                        ? new Complete<>(new Resume(in.getLong(), in.getLong()))
                        : wrongLength("RESUME", String.valueOf(TWO_LONGS), in);
            case GOODBYE -> goodbye(in);
            case PING -> ofLong("PING", in, Ping::new);
            case PONG -> ofLong("PONG", in, Pong::new);
            case CREDIT -> ofLong("CREDIT", in, Credit::new);
            case ACK -> ofLong("ACK", in, Ack::new);
            case UNDELIVERABLE -> undeliverable(in);
            case NAME_ADD -> namedActor("NAME_ADD", in, NameAdd::new);
            case NAME_REMOVE -> name("NAME_REMOVE", in).map(NameRemove::new);
            case NAMES_END -> in.hasRemaining() ? wrongLength("NAMES_END", "0", in) : new Complete<>(new NamesEnd());
            case GROUP_JOIN -> namedActor("GROUP_JOIN", in, GroupJoin::new);
            case GROUP_LEAVE -> namedActor("GROUP_LEAVE", in, GroupLeave::new);
            case WATCH -> ofLong("WATCH", in, Watch::new);
            case UNWATCH -> ofLong("UNWATCH", in, Unwatch::new);
            case TERMINATED -> terminated(in);
            default -> new Complete<>(new Unknown(frame.type()));
        };
    }

    /**
     * The frame of a message; a text that is too long is cut.
     *
     * @throws IllegalArgumentException if a name is malformed, or the message is {@link Unknown}
     */
    public static Frame encode(LinkMessage message) {
        return switch (message) {
            case Proof(var mac) -> frame(PROOF, mac);
            case Resume(var session, var last) -> frame(RESUME, longs(session, last));
            case Goodbye(var reason, var text) -> {
                var bytes = ExactText.fit(text, TEXT_LENGTH_MAX);
                var out = ByteBuffer.allocate(2 * Short.BYTES + bytes.length).putShort((short) reason.number());
                yield frame(GOODBYE, text(out, bytes).array());
            }
            case Ping(var token) -> frame(PING, longs(token));
            case Pong(var token) -> frame(PONG, longs(token));
            case Credit(var limit) -> frame(CREDIT, longs(limit));
            case Ack(var last) -> frame(ACK, longs(last));
            case Undeliverable(var source, var dest, var type, var reason, var text) -> {
                var bytes = ExactText.fit(text, TEXT_LENGTH_MAX);
                var out = ByteBuffer.allocate(TWO_LONGS + Integer.BYTES + 1 + Short.BYTES + bytes.length)
                        .putLong(source)
                        .putLong(dest)
                        .putInt(type)
                        .put((byte) reason.number());
                yield frame(UNDELIVERABLE, text(out, bytes).array());
            }
            case NameAdd(var actorId, var name) -> frame(NAME_ADD, namedActor(actorId, name));
            case GroupJoin(var actorId, var group) -> frame(GROUP_JOIN, namedActor(actorId, group));
            case GroupLeave(var actorId, var group) -> frame(GROUP_LEAVE, namedActor(actorId, group));
            case NameRemove(var name) -> {
                var bytes = nameBytes(name);
                var out = ByteBuffer.allocate(1 + bytes.length);
                yield frame(NAME_REMOVE, out.put((byte) bytes.length).put(bytes).array());
            }
            case NamesEnd() -> frame(NAMES_END, new byte[0]);
            case Watch(var actorId) -> frame(WATCH, longs(actorId));
            case Unwatch(var actorId) -> frame(UNWATCH, longs(actorId));
            case Terminated(var actorId, var kind, var value, var text) -> {
                var bytes = ExactText.fit(text, TEXT_LENGTH_MAX);
                var out = ByteBuffer.allocate(TWO_LONGS + 1 + Short.BYTES + bytes.length)
                        .putLong(actorId)
                        .put((byte) kind.number())
                        .putLong(value);
                yield frame(TERMINATED, text(out, bytes).array());
            }
            case Unknown(var type) ->
                throw new IllegalArgumentException(
                        "a message of unknown type cannot be sent, type=0x%08x".formatted(type));
        };
    }

    private static Frame frame(int type, byte[] payload) {
        return new Frame(0, 0, type, payload);
    }

    private static byte[] longs(long... values) {
        var out = ByteBuffer.allocate(values.length * Long.BYTES);
        for (long value : values) {
            out.putLong(value);
        }
        return out.array();
    }

    private static ByteBuffer text(ByteBuffer out, byte[] bytes) {
        return out.putShort((short) bytes.length).put(bytes);
    }

    private static byte[] namedActor(long actorId, String name) {
        var bytes = nameBytes(name);
        var out = ByteBuffer.allocate(Long.BYTES + 1 + bytes.length).putLong(actorId);
        return out.put((byte) bytes.length).put(bytes).array();
    }

    private static byte[] nameBytes(String name) {
        Names.requireWellFormed(name);
        return name.getBytes(StandardCharsets.UTF_8);
    }

    private static Decoded<LinkMessage> ofLong(String type, ByteBuffer in, Function<Long, LinkMessage> message) {
        return in.remaining() == Long.BYTES
                ? new Complete<>(message.apply(in.getLong()))
                : wrongLength(type, String.valueOf(Long.BYTES), in);
    }

    private static Decoded<LinkMessage> goodbye(ByteBuffer in) {
        if (in.remaining() < 2 * Short.BYTES) {
            return wrongLength("GOODBYE", "at least " + 2 * Short.BYTES, in);
        }
        var reason = GoodbyeReason.of(Short.toUnsignedInt(in.getShort()));
        return text("GOODBYE", in).map(text -> new Goodbye(reason, text));
    }

    private static Decoded<LinkMessage> undeliverable(ByteBuffer in) {
        int lengthMin = TWO_LONGS + Integer.BYTES + 1 + Short.BYTES;
        if (in.remaining() < lengthMin) {
            return wrongLength("UNDELIVERABLE", "at least " + lengthMin, in);
        }
        long source = in.getLong();
        long dest = in.getLong();
        int type = in.getInt();
        var reason = UndeliverableReason.of(Byte.toUnsignedInt(in.get()));
        return text("UNDELIVERABLE", in).map(text -> new Undeliverable(source, dest, type, reason, text));
    }

    private static Decoded<LinkMessage> terminated(ByteBuffer in) {
        int lengthMin = TWO_LONGS + 1 + Short.BYTES;
        if (in.remaining() < lengthMin) {
            return wrongLength("TERMINATED", "at least " + lengthMin, in);
        }
        long actorId = in.getLong();
        var kind = ExitKind.of(Byte.toUnsignedInt(in.get()));
        long value = in.getLong();
        return text("TERMINATED", in).map(text -> new Terminated(actorId, kind, value, text));
    }

    private static Decoded<LinkMessage> namedActor(
            String type, ByteBuffer in, BiFunction<Long, String, LinkMessage> message) {
        if (in.remaining() < Long.BYTES + 1) {
            return wrongLength(type, "at least " + (Long.BYTES + 1), in);
        }
        long actorId = in.getLong();
        return name(type, in).map(name -> message.apply(actorId, name));
    }

    /** A name behind its length, up to the end. */
    private static Decoded<String> name(String type, ByteBuffer in) {
        if (!in.hasRemaining() || Byte.toUnsignedInt(in.get()) != in.remaining()) {
            return new Malformed<>(type + " must end with its name, bytes=" + in.remaining());
        }
        var decoded = ExactText.decode(in, 1, Names.PATH_LENGTH_MAX).of("name");
        if (decoded instanceof Complete<String>(var name)) {
            var violation = Names.violation(name);
            return violation == null ? decoded : new Malformed<>(violation);
        }
        return decoded;
    }

    /** A text behind its length, up to the end. */
    private static Decoded<String> text(String type, ByteBuffer in) {
        if (Short.toUnsignedInt(in.getShort()) != in.remaining()) {
            return new Malformed<>(type + " must end with its text, bytes=" + in.remaining());
        }
        return ExactText.decode(in, 0, TEXT_LENGTH_MAX).of(type + " text");
    }

    private static <T> Decoded<T> wrongLength(String type, String expected, ByteBuffer in) {
        return new Malformed<>(type + " must have " + expected + " bytes, length=" + in.remaining());
    }
}
