package dev.microkernel.codec;

/**
 * How an actor's messages look on the wire. An actor reads what arrives with the codec it was spawned with; the
 * system's {@link CodecRegistry} unless another is named. Called from any thread.
 */
public interface MessageCodec {

    /** Leaves messages as they stand on the wire: every one is a {@link WireMessage}. */
    MessageCodec RAW = new MessageCodec() {
        @Override
        public Object decode(WireMessage message) {
            return message;
        }

        @Override
        public WireMessage encode(Object message) {
            if (message instanceof WireMessage wire) {
                return wire;
            }
            throw new IllegalArgumentException("the raw codec takes WireMessage only, message class="
                    + message.getClass().getName());
        }
    };

    /**
     * The message in the bytes.
     *
     * @throws UnknownMessageTypeException if the type is unknown
     * @throws MalformedMessageException if the bytes are not what it says
     */
    Object decode(WireMessage message);

    /**
     * The bytes of a message.
     *
     * @throws IllegalArgumentException if the message has no form on the wire
     */
    WireMessage encode(Object message);
}
