package dev.microkernel.state;

import java.util.concurrent.CompletableFuture;
import java.util.function.IntFunction;

/**
 * A change on its way, with what its caller holds.
 *
 * @param result the future's value, of the number of values that there were before
 */
record Call<T>(Change change, CompletableFuture<T> future, IntFunction<T> result) {

    Call(Change change, IntFunction<T> result) {
        this(change, new CompletableFuture<>(), result);
    }

    void succeed(int before) {
        future.complete(result.apply(before));
    }

    void fail(StateException cause) {
        future.completeExceptionally(cause);
    }

    /** What it counts for while it is pending. */
    long cost() {
        return change.length() + StateLimits.PENDING_OVERHEAD;
    }
}
