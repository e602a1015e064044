package dev.microkernel.codec;

/**
 * How messages become payload bytes and are read from them, where not as {@link PackedStruct}s: as JSON, CBOR,
 * protobuf. Named for a class in {@code ActorSystem.Builder.codec}. Called from any thread, and by several at once.
 *
 * <p>The bytes come from outside: a decoder must bound what it allocates and how deep it descends, and must make no
 * other class than the one it is asked for. Java serialization does not.
 */
public interface PayloadCodec {

    /**
     * The bytes of a message.
     *
     * @throws IllegalArgumentException if it has none
     */
    byte[] encode(Object message);

    /**
     * The message in a payload, which it may keep but not change.
     *
     * @param type the class the payload's number stands for
     * @throws RuntimeException of any kind if the bytes are no such message, which makes it a dead letter
     */
    <T> T decode(byte[] payload, Class<T> type);
}
