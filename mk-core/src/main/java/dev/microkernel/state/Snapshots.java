package dev.microkernel.state;

import dev.microkernel.codec.CodecRegistry;
import dev.microkernel.codec.MalformedMessageException;
import dev.microkernel.codec.MessageCodec;
import dev.microkernel.codec.MessageType;
import dev.microkernel.codec.PackedStruct;
import dev.microkernel.codec.WireMessage;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/**
 * An actor's state as one value in a {@link StateStore}: saved whole, loaded whole. A behaviour has what comes of it sent
 * by {@code pipe}; a process awaits it. May be shared by threads.
 *
 * <p>A snapshot keeps the number of its class, its {@link MessageType}, before its bytes. So a state that changes its
 * shape gets a new class with a new number, both permitted by one sealed interface, and the actor finds out by the class
 * which one it has loaded.
 *
 * @param <S> the class of the state
 */
public final class Snapshots<S> {

    /** The key that snapshots are saved under unless {@link #withKey} names another. */
    public static final String KEY = "snapshot";

    private final StateStore store;
    private final String owner;
    private final StateKey key;
    private final Class<S> type;
    private final MessageCodec codec;

    private Snapshots(StateStore store, String owner, StateKey key, Class<S> type, MessageCodec codec) {
        Utf8.owner(owner);
        this.store = store;
        this.owner = owner;
        this.key = key;
        this.type = type;
        this.codec = codec;
    }

    /**
     * Snapshots laid out as {@link PackedStruct}s.
     *
     * @param owner usually the actor's name; its values are all that it shares with others of that name
     * @param type a record with a {@link MessageType}, or a sealed interface of such records
     * @throws IllegalArgumentException if one has no layout, or two have the same number
     */
    public static <S> Snapshots<S> of(StateStore store, String owner, Class<S> type) {
        var codec = new CodecRegistry();
        CodecRegistry.messagesOf(type).forEach(codec::register);
        return of(store, owner, type, codec);
    }

    /**
     * Snapshots in a form of the application's: of a {@link CodecRegistry} with JSON, CBOR or protobuf codecs, say.
     *
     * @param owner usually the actor's name; its values are all that it shares with others of that name
     * @param type the class of the state
     * @param codec called on any thread
     */
    public static <S> Snapshots<S> of(StateStore store, String owner, Class<S> type, MessageCodec codec) {
        return new Snapshots<>(store, owner, StateKey.of(KEY), type, codec);
    }

    /** These, under another key: for owners with several. */
    public Snapshots<S> withKey(String other) {
        return new Snapshots<>(store, owner, StateKey.of(other), type, codec);
    }

    /**
     * Saves the state in place of the last one. It is encoded before this returns.
     *
     * @return completed when it is saved; fails with a {@link StateException}
     * @throws IllegalArgumentException if the state has no bytes in this codec
     */
    public CompletableFuture<Void> save(S state) {
        var message = codec.encode(state);
        var bytes =
                ByteBuffer.allocate(Integer.BYTES + message.payload().length).order(ByteOrder.LITTLE_ENDIAN);
        return store.save(
                owner, key, bytes.putInt(message.type()).put(message.payload()).array());
    }

    /**
     * The state that was saved last, if there is one.
     *
     * @return fails with a {@link StateException}, also if what is there is no such state
     */
    public CompletableFuture<Optional<S>> load() {
        // Not thenApply: it would wrap what has failed.
        var loaded = new CompletableFuture<Optional<S>>();
        var _ = store.load(owner, key).whenComplete((bytes, thrown) -> {
            if (thrown != null) {
                loaded.completeExceptionally(thrown);
                return;
            }
            try {
                loaded.complete(bytes.map(this::decode));
            } catch (RuntimeException | StackOverflowError e) { // an application's codec may throw anything
                loaded.completeExceptionally(unreadable(e));
            }
        });
        return loaded;
    }

    /** Deletes the state; says whether there was one. */
    public CompletableFuture<Boolean> delete() {
        return store.delete(owner, key);
    }

    private S decode(byte[] bytes) {
        if (bytes.length < Integer.BYTES) {
            throw new MalformedMessageException("a snapshot must have 4 bytes for its type, length=" + bytes.length);
        }
        var in = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
        var message = new WireMessage(in.getInt(), new byte[in.remaining()]);
        in.get(message.payload());
        return type.cast(codec.decode(message));
    }

    private StateException unreadable(Throwable cause) {
        return new StateException(
                "the snapshot is no " + type.getSimpleName() + ", owner=" + owner + ", key=" + key + ": "
                        + cause.getMessage() + "; load it with the classes it was saved with, or delete it",
                cause);
    }
}
