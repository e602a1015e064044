package dev.microkernel.codec;

import dev.microkernel.wire.Frame;
import dev.microkernel.wire.FrameCodec;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/**
 * Lays a record's components out one behind the other, little-endian and without padding, so that a C firmware or a
 * Rust module reads them with a packed struct:
 *
 * <table>
 * <caption>Bytes by type of component</caption>
 * <tr><td>{@code byte short int long float double}</td><td>1, 2, 4, 8, 4, 8</td></tr>
 * <tr><td>{@code boolean}</td><td>1: 0 or 1</td></tr>
 * <tr><td>an enum</td><td>1: the ordinal, unsigned</td></tr>
 * <tr><td>a record</td><td>its components, in their order</td></tr>
 * <tr><td>{@code String}</td><td>4 for the number of bytes, then UTF-8</td></tr>
 * <tr><td>{@code List}, an array</td><td>4 for the number of elements, then each</td></tr>
 * <tr><td>{@code Optional}</td><td>1: 0, or 1 and the value</td></tr>
 * </table>
 *
 * Counts are unsigned. A message has exactly one form: of the bytes that {@link #decode} takes, {@link #encode} makes
 * the same again. {@code docs/wire-protocol.md} has the layout with examples. Immutable; may be shared by threads.
 *
 * @param <R> the record
 */
public final class PackedStruct<R extends Record> {

    /** Most bytes of a message: what fits into a frame. */
    public static final int LENGTH_MAX = FrameCodec.DEFAULT_PAYLOAD_LENGTH_MAX;

    private final Class<R> type;
    private final int messageType;
    private final RecordLayout layout;

    private PackedStruct(Class<R> type, int messageType, RecordLayout layout) {
        this.type = type;
        this.messageType = messageType;
        this.layout = layout;
    }

    /**
     * The layout of a record.
     *
     * @throws IllegalArgumentException if the record has no {@link MessageType}, or one reserved for the system, or a
     *     component that has no layout, or holds itself
     */
    public static <R extends Record> PackedStruct<R> of(Class<R> type) {
        return new PackedStruct<>(type, messageTypeOf(type), new LayoutBuilder(LENGTH_MAX).record(type));
    }

    /** The number that a class is annotated with. */
    static int messageTypeOf(Class<?> type) {
        var messageType = type.getAnnotation(MessageType.class);
        if (messageType == null) {
            throw new IllegalArgumentException("a message that crosses the wire must have a @MessageType, class="
                    + type.getName() + "; annotate it, for example @MessageType(200)");
        }
        return requireForMessages(messageType.value(), type);
    }

    static int requireForMessages(int messageType, Class<?> type) {
        if (Integer.compareUnsigned(messageType, Frame.SYSTEM_TYPE_MIN) >= 0) {
            throw new IllegalArgumentException("@MessageType must be below 0x%08x, type=0x%08x, class=%s"
                    .formatted(Frame.SYSTEM_TYPE_MIN, messageType, type.getName()));
        }
        return messageType;
    }

    /** The record's class. */
    public Class<R> type() {
        return type;
    }

    /** The record's {@link MessageType}. */
    public int messageType() {
        return messageType;
    }

    /**
     * The bytes of a message.
     *
     * @throws IllegalArgumentException if a component, or an element in it, is null; if text holds half a surrogate
     *     pair; or if the message takes more than {@value #LENGTH_MAX} bytes
     */
    public byte[] encode(R message) {
        var out = new PackedOutput(layout.lengthMin(), LENGTH_MAX);
        try {
            layout.write(out, message);
        } catch (FieldException e) {
            throw new IllegalArgumentException(type.getSimpleName() + e.describe());
        }
        return out.bytes();
    }

    /**
     * The message in a payload.
     *
     * @throws MalformedMessageException if the bytes are too few or too many, a count lies, a value is none of its
     *     type's, or a record's constructor refuses its values; nothing else, whatever the bytes
     */
    public R decode(byte[] payload) {
        var in = ByteBuffer.wrap(payload).order(ByteOrder.LITTLE_ENDIAN);
        R message;
        try {
            message = type.cast(layout.read(in));
        } catch (FieldException e) {
            throw new MalformedMessageException(type.getSimpleName() + e.describe());
        }
        if (in.hasRemaining()) {
            throw new MalformedMessageException(
                    type.getSimpleName() + " must have " + in.position() + " bytes, length=" + payload.length);
        }
        return message;
    }
}
