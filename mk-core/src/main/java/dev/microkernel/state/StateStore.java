package dev.microkernel.state;

import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/**
 * Values that outlive the actors that saved them: bytes by owner, usually an actor's name, and key. Owners and keys are
 * data and never become paths. All methods may be called from any thread and do not block it, so behaviours may call
 * them and have the result sent by {@code pipe}; code that may block joins the future.
 *
 * <p>A save replaces the whole value or nothing. Saves of one store take effect in the order in which they were called,
 * and {@link #load} finds what a save has left from the moment at which that save's future is completed, for good: also
 * after a crash, if the store survives one. Values are copied on the way in and out.
 *
 * <p>What a future fails with is a {@link StateException}: a {@link StateLimitException} if a {@link StateLimits limit}
 * was in the way, else that the store is closed or its medium has failed. A failed call has changed nothing, except that
 * a save whose medium failed may still be found when the store is opened again. Callbacks on futures may run on a thread
 * of the store, which they must not hold up.
 *
 * <p>Every method that takes an owner throws an {@link IllegalArgumentException} if it is empty, longer than {@value
 * #OWNER_LENGTH_MAX} bytes of UTF-8, or has half a surrogate pair.
 */
public interface StateStore extends AutoCloseable {

    /** Longest name of an owner, in bytes of UTF-8. */
    int OWNER_LENGTH_MAX = 255;

    /**
     * Saves a value over the one that may be there.
     *
     * @return completed when the value would be found by {@link #load}
     */
    CompletableFuture<Void> save(String owner, StateKey key, byte[] value);

    /** The value that was saved last, if there is one. */
    CompletableFuture<Optional<byte[]>> load(String owner, StateKey key);

    /** Deletes a value; says whether there was one. */
    CompletableFuture<Boolean> delete(String owner, StateKey key);

    /** Deletes all values of an owner; says how many there were. */
    CompletableFuture<Integer> clear(String owner);

    /** The keys of an owner, in their order. */
    CompletableFuture<List<StateKey>> keys(String owner);

    /** What is stored for an owner now; nothing if it has saved nothing. */
    StateUsage usage(String owner);

    /** What is stored for all owners now. */
    StateUsage usage();

    /** What may be stored. */
    StateLimits limits();

    /** Carries out what was called before, then gives up the medium. What is called later fails. Idempotent. */
    @Override
    void close();
}
