package dev.microkernel.net.http;

import dev.microkernel.net.NetException;
import dev.microkernel.net.NetFailure;
import java.net.http.HttpResponse.BodySubscriber;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Flow;
import org.jspecify.annotations.Nullable;

/** Passes a body on up to a length; one that is longer, or announces that it is, fails at once. */
final class LimitedSubscriber<T> implements BodySubscriber<T> {

    private final BodySubscriber<T> inner;
    private final long bytesMax;
    private final long announced;
    private long received;
    private Flow.@Nullable Subscription subscription;

    /** @param announced the {@code Content-Length}, or -1 */
    LimitedSubscriber(BodySubscriber<T> inner, long bytesMax, long announced) {
        this.inner = inner;
        this.bytesMax = bytesMax;
        this.announced = announced;
    }

    @Override
    public CompletionStage<T> getBody() {
        return inner.getBody();
    }

    @Override
    public void onSubscribe(Flow.Subscription given) {
        subscription = given;
        inner.onSubscribe(given);
        if (announced > bytesMax) {
            refuse(announced + " are announced");
        }
    }

    @Override
    public void onNext(List<ByteBuffer> item) {
        if (received > bytesMax) {
            return; // it was refused
        }
        for (var buffer : item) {
            received += buffer.remaining();
        }
        if (received > bytesMax) {
            refuse(received + " or more have come");
        } else {
            inner.onNext(item);
        }
    }

    private void refuse(String what) {
        received = Long.MAX_VALUE;
        // The reason first: cancelling makes the client report that the stream was reset.
        inner.onError(new NetException(
                NetFailure.Kind.LIMIT, "a body must have at most " + bytesMax + " bytes, and " + what));
        if (subscription != null) {
            subscription.cancel();
        }
    }

    @Override
    public void onError(Throwable throwable) {
        inner.onError(throwable);
    }

    @Override
    public void onComplete() {
        inner.onComplete();
    }
}
