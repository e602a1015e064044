package dev.microkernel.codec;

import java.util.concurrent.ConcurrentHashMap;

/**
 * The default codec: records with a {@link MessageType}, laid out as {@link PackedStruct}s. A record can be sent
 * without further ado; to be received, its type must have been registered.
 */
public final class RecordCodec implements MessageCodec {

    private final ConcurrentHashMap<Integer, PackedStruct<?>> byMessageType = new ConcurrentHashMap<>();
    private final ConcurrentHashMap<Class<?>, PackedStruct<?>> byClass = new ConcurrentHashMap<>();

    /**
     * Makes a record known, so that its messages can be received. Registering it again does nothing.
     *
     * @throws IllegalArgumentException if the record has no layout, or its number belongs to another record
     */
    public void register(Class<? extends Record> type) {
        var struct = byClass.computeIfAbsent(type, missing -> PackedStruct.of(type));
        var holder = byMessageType.putIfAbsent(struct.messageType(), struct);
        if (holder != null && holder.type() != type) {
            throw new IllegalArgumentException("a @MessageType stands for one record, type="
                    + Integer.toUnsignedString(struct.messageType()) + ", records="
                    + holder.type().getName() + " and " + type.getName());
        }
    }

    @Override
    public Object decode(WireMessage message) {
        var struct = byMessageType.get(message.type());
        if (struct == null) {
            throw new MalformedMessageException(
                    "no record is registered for message type " + Integer.toUnsignedString(message.type()));
        }
        return struct.decode(message.payload());
    }

    /**
     * The message in the bytes, for a receiver that knows what it waits for.
     *
     * @param expected a record with a {@link MessageType}, which need not have been registered; {@link WireMessage} for
     *     the bytes as they are; or anything else that a registered record may be
     */
    public Object decodeAs(WireMessage message, Class<?> expected) {
        if (expected == WireMessage.class) {
            return message;
        }
        if (expected.isAnnotationPresent(MessageType.class)) {
            register(expected.asSubclass(Record.class));
        }
        return decode(message);
    }

    @Override
    public WireMessage encode(Object message) {
        return switch (message) {
            case WireMessage wire -> wire;
            case Record struct -> encodeRecord(struct);
            default ->
                throw new IllegalArgumentException("a message that crosses the wire must be a record with a"
                        + " @MessageType or a WireMessage, message class="
                        + message.getClass().getName());
        };
    }

    @SuppressWarnings({"unchecked", "rawtypes"}) // byClass maps a class to its own struct
    private WireMessage encodeRecord(Record message) {
        var type = message.getClass();
        var struct = byClass.get(type);
        if (struct == null) {
            struct = byClass.computeIfAbsent(type, missing -> PackedStruct.of((Class) type));
        }
        return new WireMessage(struct.messageType(), ((PackedStruct) struct).encode(message));
    }
}
