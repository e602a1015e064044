package dev.microkernel.wire;

import dev.microkernel.wire.Decoded.Complete;
import dev.microkernel.wire.Decoded.Malformed;
import dev.microkernel.wire.SystemMessage.CapsReply;
import dev.microkernel.wire.SystemMessage.CapsRequest;
import dev.microkernel.wire.SystemMessage.ChildExit;
import dev.microkernel.wire.SystemMessage.Register;
import dev.microkernel.wire.SystemMessage.TimerFired;
import dev.microkernel.wire.SystemMessage.Unknown;
import dev.microkernel.wire.SystemMessage.Unregister;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;

/**
 * MK01's system messages as payloads. Integers in payloads are little-endian, as C nodes write them; sizes are exact,
 * except those of the capability messages.
 */
public final class SystemMessageCodec {

    static final int TIMER = 0xFF000001;
    static final int CHILD_EXIT = 0xFF000010;
    static final int NAME_REGISTER = 0xFF000012;
    static final int NAME_UNREGISTER = 0xFF000013;
    static final int PATH_REGISTER = 0xFF00001B;
    static final int PATH_UNREGISTER = 0xFF00001C;
    static final int CAPS_REQUEST = 0xFF00001D;
    static final int CAPS_REPLY = 0xFF00001E;

    private static final int NAME_FIELD_LENGTH = 64;
    private static final int PATH_FIELD_LENGTH = 128;
    private static final int SIGNAL_LENGTH = 16;
    private static final int SIGNAL_SECOND_OFFSET = 8;

    private SystemMessageCodec() {}

    /** Decodes a frame whose type is one of the system's; never answers {@link Decoded.NeedMore}. */
    public static Decoded<SystemMessage> decode(Frame frame) {
        var payload = ByteBuffer.wrap(frame.payload()).order(ByteOrder.LITTLE_ENDIAN);
        return switch (frame.type()) {
            case NAME_REGISTER -> register(payload, NAME_FIELD_LENGTH, false);
            case NAME_UNREGISTER -> unregister(payload, NAME_FIELD_LENGTH, false);
            case PATH_REGISTER -> register(payload, PATH_FIELD_LENGTH, true);
            case PATH_UNREGISTER -> unregister(payload, PATH_FIELD_LENGTH, true);
            case CAPS_REQUEST ->
                payload.hasRemaining() ? wrongLength("CAPS_REQUEST", 0, payload) : new Complete<>(new CapsRequest());
            case CAPS_REPLY -> new Complete<>(new CapsReply(new String(frame.payload(), StandardCharsets.UTF_8)));
            case CHILD_EXIT ->
                payload.remaining() == SIGNAL_LENGTH
                        ? new Complete<>(new ChildExit(payload.getLong(0), payload.get(SIGNAL_SECOND_OFFSET) & 0xFF))
                        : wrongLength("CHILD_EXIT", SIGNAL_LENGTH, payload);
            case TIMER ->
                payload.remaining() == SIGNAL_LENGTH
                        ? new Complete<>(new TimerFired(payload.getInt(0), payload.getLong(SIGNAL_SECOND_OFFSET)))
                        : wrongLength("TIMER", SIGNAL_LENGTH, payload);
            default -> new Complete<>(new Unknown(frame.type()));
        };
    }

    /** The frame that tells a peer of a name or path; source and dest are 0, as in the sync after the hellos. */
    public static Frame encode(Register register) {
        return named(
                register.name(),
                Names.isPath(register.name()) ? PATH_REGISTER : NAME_REGISTER,
                Long.BYTES,
                register.actorId());
    }

    /** The frame that tells a peer that a name or path is gone. */
    public static Frame encode(Unregister unregister) {
        return named(unregister.name(), Names.isPath(unregister.name()) ? PATH_UNREGISTER : NAME_UNREGISTER, 0, 0);
    }

    /** Asks a peer for its capabilities; it answers from the one id to the other. */
    public static Frame encode(CapsRequest request, long source, long dest) {
        return new Frame(source, dest, CAPS_REQUEST, new byte[0]);
    }

    /** The answer to a {@link CapsRequest}, from one actor id to another. */
    public static Frame encode(CapsReply reply, long source, long dest) {
        return new Frame(source, dest, CAPS_REPLY, reply.lines().getBytes(StandardCharsets.UTF_8));
    }

    private static Frame named(String name, int type, int idLength, long actorId) {
        var violation = Names.violation(name);
        if (violation != null) {
            throw new IllegalArgumentException(violation);
        }
        int fieldLength = Names.isPath(name) ? PATH_FIELD_LENGTH : NAME_FIELD_LENGTH;
        var payload = ByteBuffer.allocate(fieldLength + idLength).order(ByteOrder.LITTLE_ENDIAN);
        payload.put(name.getBytes(StandardCharsets.UTF_8));
        if (idLength > 0) {
            payload.putLong(fieldLength, actorId);
        }
        return new Frame(0, 0, type, payload.array());
    }

    private static Decoded<SystemMessage> register(ByteBuffer payload, int fieldLength, boolean path) {
        if (payload.remaining() != fieldLength + Long.BYTES) {
            return wrongLength(path ? "PATH_REGISTER" : "NAME_REGISTER", fieldLength + Long.BYTES, payload);
        }
        long actorId = payload.getLong(fieldLength);
        return name(payload, fieldLength, path).map(name -> new Register(name, actorId));
    }

    private static Decoded<SystemMessage> unregister(ByteBuffer payload, int fieldLength, boolean path) {
        if (payload.remaining() != fieldLength) {
            return wrongLength(path ? "PATH_UNREGISTER" : "NAME_UNREGISTER", fieldLength, payload);
        }
        return name(payload, fieldLength, path).map(Unregister::new);
    }

    private static Decoded<String> name(ByteBuffer payload, int fieldLength, boolean path) {
        var decoded = PaddedText.decode(payload.slice(0, fieldLength), fieldLength - 1)
                .of(path ? "path" : "name");
        if (decoded instanceof Complete<String>(var name) && Names.isPath(name) != path) {
            return new Malformed<>(
                    (path ? "path must begin with '/'" : "name must not begin with '/'") + ", value='" + name + "'");
        }
        return decoded;
    }

    private static Decoded<SystemMessage> wrongLength(String type, int expected, ByteBuffer payload) {
        return new Malformed<>(type + " must have " + expected + " bytes, length=" + payload.remaining());
    }
}
