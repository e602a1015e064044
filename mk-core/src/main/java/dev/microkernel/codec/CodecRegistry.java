package dev.microkernel.codec;

import java.lang.reflect.Modifier;
import java.util.LinkedHashSet;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;

/**
 * The default codec: which class a number stands for, and how its messages are written. Records with a
 * {@link MessageType} are {@link PackedStruct}s; any class may be given a {@link PayloadCodec} instead. A record can be
 * sent without further ado; what is to be received must have been registered. Thread-safe.
 */
public final class CodecRegistry implements MessageCodec {

    private final ConcurrentHashMap<Integer, Entry<?>> byMessageType = new ConcurrentHashMap<>();
    private final ConcurrentHashMap<Class<?>, Entry<?>> byClass = new ConcurrentHashMap<>();

    private record Entry<T>(Class<T> type, int messageType, Function<T, byte[]> encoder, Function<byte[], T> decoder) {

        static <R extends Record> Entry<R> packed(Class<R> type) {
            var struct = PackedStruct.of(type);
            return new Entry<>(type, struct.messageType(), struct::encode, struct::decode);
        }

        static <T> Entry<T> of(Class<T> type, int messageType, PayloadCodec codec) {
            return new Entry<>(type, messageType, codec::encode, payload -> decode(type, codec, payload));
        }

        private static <T> T decode(Class<T> type, PayloadCodec codec, byte[] payload) {
            T message;
            try {
                message = codec.decode(payload, type);
            } catch (MalformedMessageException e) {
                throw e;
            } catch (RuntimeException | StackOverflowError e) { // an application's codec may throw anything
                throw new MalformedMessageException(type.getSimpleName() + " cannot be read: " + e, e);
            }
            if (!type.isInstance(message)) {
                throw new MalformedMessageException(type.getSimpleName() + " cannot be read: the codec gave "
                        + (message == null ? "null" : message.getClass().getName()));
            }
            return message;
        }

        WireMessage encode(Object message) {
            return new WireMessage(messageType, encoder.apply(type.cast(message)));
        }
    }

    /** Knows nothing yet. */
    public CodecRegistry() {}

    /** Knows what another knows now. */
    public CodecRegistry(CodecRegistry other) {
        byMessageType.putAll(other.byMessageType);
        byClass.putAll(other.byClass);
    }

    /**
     * The classes of messages that a type stands for: of a sealed one all that it permits, of any other itself.
     */
    public static Set<Class<?>> messagesOf(Class<?> type) {
        var found = new LinkedHashSet<Class<?>>();
        collect(type, found);
        return found;
    }

    private static void collect(Class<?> type, Set<Class<?>> found) {
        var permitted = Modifier.isFinal(type.getModifiers()) ? null : type.getPermittedSubclasses();
        if (permitted == null || !Modifier.isAbstract(type.getModifiers())) {
            found.add(type);
        }
        if (permitted != null) {
            for (var subclass : permitted) {
                collect(subclass, found);
            }
        }
    }

    /**
     * Makes a class known, so that its messages can be received: as a packed struct, unless it has been given another
     * codec. Registering it again does nothing.
     *
     * @throws IllegalArgumentException if it has no layout, or its number belongs to another class
     */
    public void register(Class<?> type) {
        var entry = byClass.get(type);
        claim(entry == null ? byClass.computeIfAbsent(type, CodecRegistry::packed) : entry);
    }

    /**
     * Makes a class known that has a {@link MessageType}, with a codec of its own.
     *
     * @throws IllegalArgumentException if it is abstract or has no number, or it is known already, or its number belongs
     *     to another class
     */
    public void register(Class<?> type, PayloadCodec codec) {
        register(PackedStruct.messageTypeOf(type), type, codec);
    }

    /**
     * Makes a class known under a number, with a codec of its own: for classes that cannot be annotated.
     *
     * @param messageType unsigned, below 0xFF000000
     * @throws IllegalArgumentException if the class is abstract, or known already, or the number is out of range or
     *     belongs to another class
     */
    public void register(int messageType, Class<?> type, PayloadCodec codec) {
        if (Modifier.isAbstract(type.getModifiers())) {
            throw new IllegalArgumentException("a codec is for the class of the messages themselves, which "
                    + type.getName() + " is not: it is abstract; register each class of them");
        }
        Objects.requireNonNull(codec, "codec");
        var entry = Entry.of(type, PackedStruct.requireForMessages(messageType, type), codec);
        if (byClass.putIfAbsent(type, entry) != null) {
            throw new IllegalArgumentException(
                    "a class has one codec, and messages of this class have one already, class=" + type.getName()
                            + "; name its codec before it is sent or declared");
        }
        try {
            claim(entry);
        } catch (IllegalArgumentException taken) {
            byClass.remove(type, entry);
            throw taken;
        }
    }

    private void claim(Entry<?> entry) {
        var holder = byMessageType.putIfAbsent(entry.messageType(), entry);
        if (holder != null && holder.type() != entry.type()) {
            throw new IllegalArgumentException("a @MessageType stands for one class, type="
                    + Integer.toUnsignedString(entry.messageType()) + ", classes="
                    + holder.type().getName() + " and " + entry.type().getName());
        }
    }

    @Override
    public Object decode(WireMessage message) {
        return known(message).decoder().apply(message.payload());
    }

    /**
     * Reads a message, if it is one of those its receiver takes.
     *
     * @param accepted the classes it takes
     * @throws UnknownMessageTypeException if the number stands for none of them, before the bytes are looked at
     * @throws MalformedMessageException if the bytes are not what the number says
     */
    public Object decode(WireMessage message, Set<Class<?>> accepted) {
        var entry = known(message);
        if (!accepted.contains(entry.type())) {
            throw new UnknownMessageTypeException("the actor takes no "
                    + entry.type().getSimpleName() + " from other nodes; declare it by withWireMessages");
        }
        return entry.decoder().apply(message.payload());
    }

    /**
     * Reads a message for a receiver that knows what it waits for.
     *
     * @param expected {@link WireMessage} for the bytes as they are; else a class, or a sealed one, whose messages need
     *     not have been registered if they have a {@link MessageType}
     */
    public Object decodeAs(WireMessage message, Class<?> expected) {
        if (expected == WireMessage.class) {
            return message;
        }
        for (var type : messagesOf(expected)) {
            if (type.isAnnotationPresent(MessageType.class)) {
                register(type);
            }
        }
        return decode(message);
    }

    @Override
    public WireMessage encode(Object message) {
        if (message instanceof WireMessage wire) {
            return wire;
        }
        var entry = byClass.get(message.getClass());
        if (entry == null) {
            entry = byClass.computeIfAbsent(message.getClass(), CodecRegistry::packed);
        }
        return entry.encode(message);
    }

    private Entry<?> known(WireMessage message) {
        var entry = byMessageType.get(message.type());
        if (entry == null) {
            throw new UnknownMessageTypeException(
                    "no class is registered for message type " + Integer.toUnsignedString(message.type()));
        }
        return entry;
    }

    private static Entry<?> packed(Class<?> type) {
        if (!type.isRecord()) {
            throw new IllegalArgumentException("a message that crosses the wire must be a record with a @MessageType,"
                    + " a WireMessage, or of a class that was given a codec, class=" + type.getName());
        }
        return Entry.packed(type.asSubclass(Record.class));
    }
}
