package dev.microkernel.wire;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/**
 * The frame of both protocol levels: a packed header of 28 bytes, then the payload.
 *
 * <pre>
 *  0       8      16      20            24        28
 *  +-------+-------+-------+-------------+---------+---------
 *  | source| dest  | type  | payload_size| reserved| payload
 *  +-------+-------+-------+-------------+---------+---------
 * </pre>
 *
 * Header integers are big-endian on TCP and UDP and in host order on a Unix socket of the same machine. In MK02 the last
 * two bytes of the header say how many bytes of {@link Extensions} the payload begins with. Immutable; may be shared by
 * threads.
 */
public final class FrameCodec implements Framing {

    /** Bytes before the payload. */
    public static final int HEADER_LENGTH = 28;

    /** The payload limit unless one is configured: 1 MiB. */
    public static final int DEFAULT_PAYLOAD_LENGTH_MAX = 1 << 20;

    private static final int SOURCE_OFFSET = 0;
    private static final int DEST_OFFSET = 8;
    private static final int TYPE_OFFSET = 16;
    private static final int PAYLOAD_LENGTH_OFFSET = 20;

    private static final int EXTENSION_LENGTH_OFFSET = 26;
    private static final int PAYLOAD_LIMIT_MAX = Integer.MAX_VALUE - HEADER_LENGTH - Extensions.LENGTH_MAX;

    private final ByteOrder order;
    private final int payloadLengthMax;
    private final boolean extended;

    /**
     * A codec of MK01 for one byte order and one limit.
     *
     * @param order order of the header's integers
     * @param payloadLengthMax the longest payload accepted, in bytes, 0 or more
     */
    public FrameCodec(ByteOrder order, int payloadLengthMax) {
        this(order, payloadLengthMax, false);
    }

    private FrameCodec(ByteOrder order, int payloadLengthMax, boolean extended) {
        if (payloadLengthMax < 0 || payloadLengthMax > PAYLOAD_LIMIT_MAX) {
            throw new IllegalArgumentException(
                    "payload limit must be 0.." + PAYLOAD_LIMIT_MAX + " bytes, limit=" + payloadLengthMax);
        }
        this.order = order;
        this.payloadLengthMax = payloadLengthMax;
        this.extended = extended;
    }

    /** A codec of MK02, with a limit for the payload behind the extensions. */
    public static FrameCodec mk02(int payloadLengthMax) {
        return new FrameCodec(ByteOrder.BIG_ENDIAN, payloadLengthMax, true);
    }

    @Override
    public Decoded<Frame> decode(ByteBuffer in) {
        if (in.remaining() < HEADER_LENGTH) {
            return new Decoded.NeedMore<>(HEADER_LENGTH - in.remaining());
        }
        var bytes = in.slice().order(order);
        long payloadLength = Integer.toUnsignedLong(bytes.getInt(PAYLOAD_LENGTH_OFFSET));
        int extensionLength = extended ? Short.toUnsignedInt(bytes.getShort(EXTENSION_LENGTH_OFFSET)) : 0;
        if (extensionLength > Math.min(payloadLength, Extensions.LENGTH_MAX)) {
            return new Decoded.Malformed<>("extension length must be 0.." + Extensions.LENGTH_MAX
                    + " bytes and within the payload, length=" + extensionLength + ", payload=" + payloadLength);
        }
        if (payloadLength - extensionLength > payloadLengthMax) {
            return new Decoded.Malformed<>("payload length must be 0.." + payloadLengthMax + " bytes, length="
                    + (payloadLength - extensionLength));
        }
        int length = HEADER_LENGTH + (int) payloadLength;
        if (bytes.remaining() < length) {
            return new Decoded.NeedMore<>(length - bytes.remaining());
        }
        var extensions = Extensions.NONE;
        if (extensionLength > 0) {
            var decoded = Extensions.decode(bytes.slice(HEADER_LENGTH, extensionLength));
            if (decoded instanceof Decoded.Malformed<Extensions>(var reason)) {
                return new Decoded.Malformed<>(reason);
            }
            extensions = ((Decoded.Complete<Extensions>) decoded).value();
        }
        var payload = new byte[(int) payloadLength - extensionLength];
        bytes.get(HEADER_LENGTH + extensionLength, payload);
        in.position(in.position() + length);
        return new Decoded.Complete<>(new Frame(
                bytes.getLong(SOURCE_OFFSET),
                bytes.getLong(DEST_OFFSET),
                bytes.getInt(TYPE_OFFSET),
                payload,
                extensions));
    }

    /** Bytes a frame takes on the wire. */
    public static int encodedLength(Frame frame) {
        return HEADER_LENGTH + frame.extensions().encodedLength() + frame.payload().length;
    }

    @Override
    public int length(Frame frame) {
        return encodedLength(frame);
    }

    /**
     * Encodes a frame at the buffer's position and moves it behind.
     *
     * @param out must have {@link #encodedLength} bytes left
     * @throws IllegalArgumentException if the payload is over the limit: the peer would close the connection; or if it
     *     has extensions, and the level does not know them
     */
    @Override
    public void encode(Frame frame, ByteBuffer out) {
        int length = frame.payload().length;
        if (length > payloadLengthMax) {
            throw new IllegalArgumentException(
                    "payload length must be 0.." + payloadLengthMax + " bytes, length=" + length);
        }
        int extensionLength = frame.extensions().encodedLength();
        if (extensionLength > 0 && !extended) {
            throw new IllegalArgumentException("MK01 frames have no extensions, extensions=" + frame.extensions());
        }
        var callersOrder = out.order();
        out.order(order)
                .putLong(frame.source())
                .putLong(frame.dest())
                .putInt(frame.type())
                .putInt(extensionLength + length)
                .putInt(extensionLength); // in MK02 two u16, flags and this; in MK01 it is 0
        frame.extensions().encode(out);
        out.put(frame.payload()).order(callersOrder);
    }
}
