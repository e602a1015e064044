package dev.microkernel.testkit;

import dev.microkernel.actor.ActorRef;
import dev.microkernel.actor.AskException;
import dev.microkernel.actor.Failure;
import dev.microkernel.mailbox.Delivery;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/** Who waits for the reply to an ask: its sender. The behaviour's asks time out with its kit's time, the test's never. */
final class AskingRef<R> extends KitRef<Object> {

    private final CompletableFuture<R> future = new CompletableFuture<>();
    private final String asked;
    private final Class<R> replyType;

    AskingRef(String asked, Class<R> replyType, Duration timeout) {
        super("ask of " + asked);
        this.asked = asked;
        this.replyType = replyType;
        var scene = KitScene.current();
        if (scene != null) {
            var deadline = scene.time().schedule(timeout, () -> timedOut(timeout));
            var _ = future.whenComplete((reply, failure) -> deadline.cancel());
        }
    }

    private void timedOut(Duration timeout) {
        future.completeExceptionally(
                new AskException(asked + " did not reply within " + timeout, new AskException.Progress.Unanswered()));
    }

    CompletableFuture<R> future() {
        return future;
    }

    void sent(Delivery delivery) {
        switch (delivery) {
            case ACCEPTED -> {}
            case REFUSED_FULL, DROPPED ->
                fail(AskException.Kind.REFUSED_FULL, asked + " refused the message: its mailbox is full", null);
            case REFUSED_STOPPED ->
                fail(AskException.Kind.REFUSED_STOPPED, asked + " refused the message: it has stopped", null);
        }
    }

    private boolean fail(AskException.Kind kind, String why, @Nullable Throwable cause) {
        return future.completeExceptionally(new AskException(kind, why, cause));
    }

    @Override
    Delivery take(Object reply, @Nullable ActorRef<?> sender) {
        boolean inTime;
        if (reply instanceof Failure(var cause)) {
            var kind = cause instanceof AskException known ? known.kind() : AskException.Kind.RECEIVER_FAILED;
            inTime = fail(kind, asked + " failed over the message: " + cause, cause);
        } else if (replyType.isInstance(reply)) {
            inTime = future.complete(replyType.cast(reply));
        } else {
            inTime = fail(
                    AskException.Kind.WRONG_REPLY,
                    asked + " replied with " + reply.getClass().getName() + ", asked for " + replyType.getName(),
                    null);
        }
        return inTime ? Delivery.ACCEPTED : Delivery.REFUSED_STOPPED;
    }
}
