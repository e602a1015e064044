package dev.microkernel.net.http;

import dev.microkernel.net.Bytes;
import dev.microkernel.net.NetException;
import dev.microkernel.net.NetFailure;
import java.net.http.HttpResponse.BodySubscriber;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Flow;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * A body that is taken piece by piece, by one thread that may wait. The next piece is asked for when the one before has
 * been taken, so it holds no more than the client hands over at once, and a server that is faster has to wait.
 */
public final class BodyQueue implements BodySubscriber<BodyQueue> {

    /** What has come: a piece, the end, or a failure. */
    private sealed interface Item {
        record Piece(List<ByteBuffer> buffers) implements Item {}

        record End() implements Item {}

        record Failure(Throwable cause) implements Item {}
    }

    private final CompletableFuture<Flow.Subscription> subscription = new CompletableFuture<>();
    private final LinkedBlockingQueue<Item> items = new LinkedBlockingQueue<>();
    private final CompletableFuture<Boolean> ended = new CompletableFuture<>();
    private final ArrayDeque<ByteBuffer> taken = new ArrayDeque<>();

    BodyQueue() {}

    /**
     * Waits for the next piece.
     *
     * @param idle how long to wait
     * @return the piece, not empty; null at the end
     * @throws NetException if none came in time, or the body broke off
     */
    public @Nullable Bytes next(Duration idle) throws NetException, InterruptedException {
        while (true) {
            var buffer = taken.poll();
            if (buffer == null) {
                if (!takeItem(idle)) {
                    return null;
                }
            } else if (buffer.hasRemaining()) {
                return Bytes.of(buffer);
            }
        }
    }

    private boolean takeItem(Duration idle) throws NetException, InterruptedException {
        if (ended.isDone() && items.isEmpty()) {
            return false;
        }
        subscription.join().request(1);
        var item = items.poll(idle.toNanos(), TimeUnit.NANOSECONDS);
        switch (item) {
            case null -> {
                cancel();
                throw new NetException(NetFailure.Kind.TIMEOUT, "the body was silent for " + idle);
            }
            case Item.Piece(var buffers) -> taken.addAll(buffers);
            case Item.End end -> {
                return false;
            }
            case Item.Failure(var cause) -> throw new NetException(Hops.failure("receiving the body", cause));
        }
        return true;
    }

    /** Wants no more. From any thread; idempotent. */
    public void cancel() {
        var _ = subscription.thenAccept(Flow.Subscription::cancel);
        ended.complete(true);
    }

    /** Has something done when the body has come to an end, or is not wanted any more. */
    void onEnd(Runnable action) {
        var _ = ended.thenRun(action);
    }

    @Override
    public CompletionStage<BodyQueue> getBody() {
        return CompletableFuture.completedFuture(this);
    }

    @Override
    public void onSubscribe(Flow.Subscription given) {
        subscription.complete(given);
    }

    @Override
    public void onNext(List<ByteBuffer> item) {
        items.add(new Item.Piece(item));
    }

    @Override
    public void onError(Throwable throwable) {
        items.add(new Item.Failure(throwable));
        ended.complete(true);
    }

    @Override
    public void onComplete() {
        items.add(new Item.End());
        ended.complete(true);
    }
}
