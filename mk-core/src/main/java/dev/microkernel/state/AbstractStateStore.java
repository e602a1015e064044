package dev.microkernel.state;

import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.IntFunction;
import java.util.function.Supplier;

/** What the stores of this package share: all values are in memory, where reading costs no thread any time. */
abstract class AbstractStateStore implements StateStore {

    private final Contents contents;
    private final StateLimits limits;

    AbstractStateStore(Contents contents, StateLimits limits) {
        this.contents = contents;
        this.limits = limits;
    }

    /** Has a change made, or fails its call; does not block. */
    abstract void submit(Call<?> call);

    abstract boolean isClosed();

    final Contents contents() {
        return contents;
    }

    @Override
    public final CompletableFuture<Void> save(String owner, StateKey key, byte[] value) {
        Utf8.owner(owner);
        if (key.length() > limits.keyLength()) {
            return CompletableFuture.failedFuture(new StateLimitException("a key must have at most "
                    + limits.keyLength() + " bytes, length=" + key.length() + ", owner=" + owner
                    + "; shorten it, or raise StateLimits.keyLength"));
        }
        if (value.length > limits.valueLength()) {
            return CompletableFuture.failedFuture(new StateLimitException("a value must have at most "
                    + limits.valueLength() + " bytes, length=" + value.length + ", owner=" + owner + ", key=" + key
                    + "; save less, or raise StateLimits.valueLength"));
        }
        return call(new Change.Put(owner, key, value.clone()), _ -> null);
    }

    @Override
    public final CompletableFuture<Boolean> delete(String owner, StateKey key) {
        Utf8.owner(owner);
        return call(new Change.Remove(owner, key), before -> before > 0);
    }

    @Override
    public final CompletableFuture<Integer> clear(String owner) {
        Utf8.owner(owner);
        return call(new Change.Clear(owner), before -> before);
    }

    private <T> CompletableFuture<T> call(Change change, IntFunction<T> result) {
        var call = new Call<T>(change, result);
        submit(call);
        return call.future();
    }

    @Override
    public final CompletableFuture<Optional<byte[]>> load(String owner, StateKey key) {
        Utf8.owner(owner);
        return read(() -> Optional.ofNullable(contents.get(owner, key)).map(byte[]::clone));
    }

    @Override
    public final CompletableFuture<List<StateKey>> keys(String owner) {
        Utf8.owner(owner);
        return read(() -> contents.keys(owner));
    }

    private <T> CompletableFuture<T> read(Supplier<T> result) {
        return isClosed() ? CompletableFuture.failedFuture(closed()) : CompletableFuture.completedFuture(result.get());
    }

    static StateException closed() {
        return new StateException("the state store is closed; close it after the actors that use it have stopped");
    }

    @Override
    public final StateUsage usage(String owner) {
        Utf8.owner(owner);
        return contents.usage(owner);
    }

    @Override
    public final StateUsage usage() {
        return contents.usage();
    }

    @Override
    public final StateLimits limits() {
        return limits;
    }
}
