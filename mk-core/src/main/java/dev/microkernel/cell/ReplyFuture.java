package dev.microkernel.cell;

import dev.microkernel.dispatch.Turn;
import java.util.concurrent.CancellationException;
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

    /** What this is the reply to; null if this only depends on it. */
    @Nullable
    AskRef<?> ask() {
        return null;
    }

    /** In an actor that may wait, and is killed meanwhile, this throws a {@link CancellationException}. */
    @Override
    public R join() {
        var actor = waiter();
        if (actor != null) {
            actor.await(this, ask());
            if (!isDone() && Thread.currentThread().isInterrupted()) {
                throw new CancellationException("the actor was killed while it waited for a reply, actor=" + actor);
            }
        }
        return super.join();
    }

    @Override
    public R get() throws InterruptedException, ExecutionException {
        var actor = waiter();
        if (actor != null) {
            actor.await(this, ask());
        }
        return super.get();
    }

    @Override
    public R get(long timeout, TimeUnit unit) throws InterruptedException, ExecutionException, TimeoutException {
        var _ = waiter();
        return super.get(timeout, unit);
    }

    /** The actor in whose turn somebody has to wait for this; null if it is done, or in no turn. */
    private @Nullable ActorCell<?> waiter() {
        var turn = isDone() ? null : Turn.current();
        if (turn == null) {
            return null;
        }
        if (!turn.mayBlock()) {
            throw new IllegalStateException("a behaviour must not wait for a reply: it would hold a worker; use"
                    + " context.pipe, or give the actor virtual threads, or make it a process, actor=" + turn.actor());
        }
        return turn.actor() instanceof ActorCell<?> actor ? actor : null;
    }
}
