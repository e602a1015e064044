package dev.microkernel.cell;

import dev.microkernel.dispatch.Turn;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/**
 * The future of an ask, or one that depends on it. A behaviour that waits for it would hold a worker, which the receiver
 * may need in order to reply, so it is told what to do instead.
 */
class ReplyFuture<R> extends CompletableFuture<R> {

    @Override
    public <U> CompletableFuture<U> newIncompleteFuture() {
        return new ReplyFuture<>();
    }

    @Override
    public R join() {
        requireMayWait();
        return super.join();
    }

    @Override
    public R get() throws InterruptedException, ExecutionException {
        requireMayWait();
        return super.get();
    }

    @Override
    public R get(long timeout, TimeUnit unit) throws InterruptedException, ExecutionException, TimeoutException {
        requireMayWait();
        return super.get(timeout, unit);
    }

    private void requireMayWait() {
        if (isDone()) {
            return;
        }
        @Nullable Turn turn = Turn.current();
        if (turn != null && !turn.mayBlock()) {
            throw new IllegalStateException("a behaviour must not wait for a reply: it would hold a worker; use"
                    + " context.pipe, or make the actor a process, actor=" + turn.actor());
        }
    }
}
