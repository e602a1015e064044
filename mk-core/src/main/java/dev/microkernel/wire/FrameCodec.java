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
 * Header integers are big-endian on TCP and UDP and in host order on a Unix socket of the same machine. Immutable; may
 * be shared by threads.
 */
public final class FrameCodec {

    /** Bytes before the payload. */
    public static final int HEADER_LENGTH = 28;

    /** The payload limit unless one is configured: 1 MiB. */
    public static final int DEFAULT_PAYLOAD_LENGTH_MAX = 1 << 20;

    private static final int SOURCE_OFFSET = 0;
    private static final int DEST_OFFSET = 8;
    private static final int TYPE_OFFSET = 16;
    private static final int PAYLOAD_LENGTH_OFFSET = 20;

    private final ByteOrder order;
    private final int payloadLengthMax;

    /**
     * A codec for one byte order and one limit.
     *
     * @param order order of the header's integers
     * @param payloadLengthMax the longest payload accepted, in bytes, 0 or more
     */
    public FrameCodec(ByteOrder order, int payloadLengthMax) {
        if (payloadLengthMax < 0 || payloadLengthMax > Integer.MAX_VALUE - HEADER_LENGTH) {
            throw new IllegalArgumentException("payload limit must be 0.." + (Integer.MAX_VALUE - HEADER_LENGTH)
                    + " bytes, limit=" + payloadLengthMax);
        }
        this.order = order;
        this.payloadLengthMax = payloadLengthMax;
    }

    /**
     * Decodes the frame at the buffer's position.
     *
     * @param in the bytes received so far; its position moves only behind a complete frame
     */
    public Decoded<Frame> decode(ByteBuffer in) {
        if (in.remaining() < HEADER_LENGTH) {
            return new Decoded.NeedMore<>(HEADER_LENGTH - in.remaining());
        }
        var bytes = in.slice().order(order);
        long payloadLength = Integer.toUnsignedLong(bytes.getInt(PAYLOAD_LENGTH_OFFSET));
        if (payloadLength > payloadLengthMax) {
            return new Decoded.Malformed<>(
                    "payload length must be 0.." + payloadLengthMax + " bytes, length=" + payloadLength);
        }
        int length = HEADER_LENGTH + (int) payloadLength;
        if (bytes.remaining() < length) {
            return new Decoded.NeedMore<>(length - bytes.remaining());
        }
        var payload = new byte[(int) payloadLength];
        bytes.get(HEADER_LENGTH, payload);
        in.position(in.position() + length);
        return new Decoded.Complete<>(new Frame(
                bytes.getLong(SOURCE_OFFSET), bytes.getLong(DEST_OFFSET), bytes.getInt(TYPE_OFFSET), payload));
    }

    /** Bytes a frame takes on the wire. */
    public static int encodedLength(Frame frame) {
        return HEADER_LENGTH + frame.payload().length;
    }

    /**
     * Encodes a frame at the buffer's position and moves it behind.
     *
     * @param out must have {@link #encodedLength} bytes left
     * @throws IllegalArgumentException if the payload is over the limit: the peer would close the connection
     */
    public void encode(Frame frame, ByteBuffer out) {
        int length = frame.payload().length;
        if (length > payloadLengthMax) {
            throw new IllegalArgumentException(
                    "payload length must be 0.." + payloadLengthMax + " bytes, length=" + length);
        }
        var callersOrder = out.order();
        out.order(order)
                .putLong(frame.source())
                .putLong(frame.dest())
                .putInt(frame.type())
                .putInt(length)
                .putInt(0)
                .put(frame.payload())
                .order(callersOrder);
    }
}
