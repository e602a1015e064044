package dev.microkernel.wire;

import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/**
 * What an MK02 frame says about its message, before the payload.
 *
 * @param trace the W3C Trace Context that the message belongs to, or null
 * @param deadlineMillis in how many milliseconds nobody waits for it any more, 0 to 2^32 - 1, or {@link #NO_DEADLINE}
 * @param sequence the number under which it wants to be confirmed, or 0
 * @param notUnderstood the type of an extension that the reader had to understand and does not, 128 to 255, or 0
 */
public record Extensions(@Nullable Trace trace, long deadlineMillis, long sequence, int notUnderstood) {

    /**
     * A W3C Trace Context in binary.
     *
     * @param high the upper half of the trace id
     * @param low the lower half; both are not 0
     * @param parent the parent id, not 0
     * @param flags 0 to 255
     */
    public record Trace(long high, long low, long parent, int flags) {}

    /** The deadline of a message that is good for ever. */
    public static final long NO_DEADLINE = -1;

    /** A frame without extensions. */
    public static final Extensions NONE = new Extensions(null, NO_DEADLINE, 0, 0);

    /** Most bytes of all extensions of a frame. */
    public static final int LENGTH_MAX = 255;

    private static final int TRACE = 1;
    private static final int DEADLINE = 2;
    private static final int SEQUENCE = 3;

    /** Types from here on must be understood. */
    private static final int CRITICAL_MIN = 128;

    private static final int PREFIX_LENGTH = 2;
    private static final int TRACE_LENGTH = 25;
    private static final int DEADLINE_LENGTH = 4;
    private static final int SEQUENCE_LENGTH = 8;
    private static final long DEADLINE_MAX = 0xFFFF_FFFFL;

    /** The same with a number to be confirmed. */
    public Extensions withSequence(long number) {
        return new Extensions(trace, deadlineMillis, number, notUnderstood);
    }

    /** Bytes that these take. */
    int encodedLength() {
        return (trace == null ? 0 : PREFIX_LENGTH + TRACE_LENGTH)
                + (deadlineMillis < 0 ? 0 : PREFIX_LENGTH + DEADLINE_LENGTH)
                + (sequence == 0 ? 0 : PREFIX_LENGTH + SEQUENCE_LENGTH);
    }

    /** Encodes these at the position of a big-endian buffer. */
    void encode(ByteBuffer out) {
        if (trace != null) {
            prefix(out, TRACE, TRACE_LENGTH)
                    .putLong(trace.high)
                    .putLong(trace.low)
                    .putLong(trace.parent)
                    .put((byte) trace.flags);
        }
        if (deadlineMillis >= 0) {
            prefix(out, DEADLINE, DEADLINE_LENGTH).putInt((int) Math.min(deadlineMillis, DEADLINE_MAX));
        }
        if (sequence != 0) {
            prefix(out, SEQUENCE, SEQUENCE_LENGTH).putLong(sequence);
        }
    }

    private static ByteBuffer prefix(ByteBuffer out, int type, int length) {
        return out.put((byte) type).put((byte) length);
    }

    /** Decodes all of a big-endian buffer; never answers {@link Decoded.NeedMore}. */
    static Decoded<Extensions> decode(ByteBuffer in) {
        Trace trace = null;
        long deadline = NO_DEADLINE;
        long sequence = 0;
        int notUnderstood = 0;
        int seen = 0;
        while (in.hasRemaining()) {
            if (in.remaining() < PREFIX_LENGTH) {
                return new Decoded.Malformed<>("an extension must have a type and a length, bytes=" + in.remaining());
            }
            int type = Byte.toUnsignedInt(in.get());
            int length = Byte.toUnsignedInt(in.get());
            if (length > in.remaining()) {
                return new Decoded.Malformed<>("extension " + type + " must end within the extensions, length=" + length
                        + ", bytes left=" + in.remaining());
            }
            var body = in.slice(in.position(), length);
            in.position(in.position() + length);
            int expected = lengthOf(type);
            if (expected == 0) {
                notUnderstood = notUnderstood == 0 && type >= CRITICAL_MIN ? type : notUnderstood;
                continue;
            }
            if (length != expected) {
                return new Decoded.Malformed<>(
                        "extension " + type + " must have " + expected + " bytes, length=" + length);
            }
            if ((seen & 1 << type) != 0) {
                return new Decoded.Malformed<>("extension " + type + " must not stand twice in a frame");
            }
            seen |= 1 << type;
            switch (type) {
                case TRACE -> trace = trace(body);
                case DEADLINE -> deadline = Integer.toUnsignedLong(body.getInt());
                default -> sequence = body.getLong();
            }
        }
        if (sequence == 0 && (seen & 1 << SEQUENCE) != 0) {
            return new Decoded.Malformed<>("a sequence number must not be 0");
        }
        return new Decoded.Complete<>(
                seen == 0 && notUnderstood == 0 ? NONE : new Extensions(trace, deadline, sequence, notUnderstood));
    }

    private static @Nullable Trace trace(ByteBuffer body) {
        var trace = new Trace(body.getLong(), body.getLong(), body.getLong(), Byte.toUnsignedInt(body.get()));
        // W3C: a trace context that is invalid is ignored.
        return (trace.high == 0 && trace.low == 0) || trace.parent == 0 ? null : trace;
    }

    private static int lengthOf(int type) {
        return switch (type) {
            case TRACE -> TRACE_LENGTH;
            case DEADLINE -> DEADLINE_LENGTH;
            case SEQUENCE -> SEQUENCE_LENGTH;
            default -> 0;
        };
    }
}
