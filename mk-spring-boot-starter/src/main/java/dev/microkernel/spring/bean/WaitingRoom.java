package dev.microkernel.spring.bean;

import dev.microkernel.actor.ActorRef;
import dev.microkernel.actor.AskException;
import dev.microkernel.actor.DeadLetter;
import dev.microkernel.mailbox.Delivery;
import dev.microkernel.system.ActorSystem;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * Messages for an actor that has not begun, in their order. It holds no more than the mailbox will, so that all of them fit.
 * Not thread-safe: guarded by the lock of whoever has it.
 *
 * @param <M> the messages
 */
final class WaitingRoom<M> {

    private interface Waiting<M> {
        void moveTo(ActorRef<M> actor);

        void giveUp(DeadLetter.Reason reason, AskException.Kind kind, String why);
    }

    private final ActorSystem system;
    private final String path;
    private final int capacity;
    private final Queue<Waiting<M>> waiting = new ArrayDeque<>();

    WaitingRoom(ActorSystem system, String path, int capacity) {
        this.system = system;
        this.path = path;
        this.capacity = capacity;
    }

    boolean isEmpty() {
        return waiting.isEmpty();
    }

    Delivery add(M message, @Nullable ActorRef<?> sender) {
        if (waiting.size() >= capacity) {
            return refuse(message, sender, "the actor has not begun, and " + capacity + " messages wait for it");
        }
        waiting.add(new Told(message, sender));
        return Delivery.ACCEPTED;
    }

    /** Refuses a message as too many: a dead letter. */
    Delivery refuse(M message, @Nullable ActorRef<?> sender, String why) {
        system.deadLetters().add(DeadLetter.Reason.FULL, path, sender, message, why);
        return Delivery.REFUSED_FULL;
    }

    <R> CompletableFuture<R> add(M message, Class<R> replyType, Duration timeout) {
        var asked = new Asked<>(message, replyType, timeout, waiting.size());
        if (waiting.size() >= capacity) {
            asked.giveUp(
                    DeadLetter.Reason.FULL,
                    AskException.Kind.REFUSED_FULL,
                    "the actor has not begun, and " + capacity + " messages wait for it");
        } else {
            waiting.add(asked);
        }
        return asked.reply;
    }

    /** Has the actor told, and asked, all that waits. */
    void moveTo(ActorRef<M> actor) {
        for (var next = waiting.poll(); next != null; next = waiting.poll()) {
            next.moveTo(actor);
        }
    }

    /** Gives up all that waits: the actor will not begin. */
    void giveUp(DeadLetter.Reason reason, AskException.Kind kind, String why) {
        for (var next = waiting.poll(); next != null; next = waiting.poll()) {
            next.giveUp(reason, kind, why);
        }
    }

    private final class Told implements Waiting<M> {

        private final M message;
        private final @Nullable ActorRef<?> sender;

        Told(M message, @Nullable ActorRef<?> sender) {
            this.message = message;
            this.sender = sender;
        }

        @Override
        public void moveTo(ActorRef<M> actor) {
            actor.tell(message, sender);
        }

        @Override
        public void giveUp(DeadLetter.Reason reason, AskException.Kind kind, String why) {
            system.deadLetters().add(reason, path, sender, message, why);
        }
    }

    private final class Asked<R> implements Waiting<M> {

        private final M message;
        private final Class<R> replyType;
        private final long deadline;
        private final CompletableFuture<R> reply = new CompletableFuture<>();

        Asked(M message, Class<R> replyType, Duration timeout, int position) {
            this.message = message;
            this.replyType = replyType;
            this.deadline = system.time().deadline(timeout);
            var timer = system.time()
                    .schedule(
                            timeout,
                            () -> reply.completeExceptionally(new AskException(
                                    path + " has not begun within " + timeout,
                                    new AskException.Progress.Queued(position))));
            var _ = reply.whenComplete((value, failure) -> timer.cancel());
        }

        @Override
        public void moveTo(ActorRef<M> actor) {
            if (reply.isDone()) {
                return; // nobody waits any more
            }
            var left = Duration.ofNanos(Math.max(1, deadline - system.time().nanoTime()));
            var asked = actor.ask(message, replyType, left);
            var _ = asked.whenComplete((value, failure) -> {
                if (failure == null) {
                    reply.complete(value);
                } else {
                    reply.completeExceptionally(failure);
                }
            });
            var _ = reply.whenComplete((value, failure) -> asked.cancel(false));
        }

        @Override
        public void giveUp(DeadLetter.Reason reason, AskException.Kind kind, String why) {
            system.deadLetters().add(reason, path, null, message, why);
            reply.completeExceptionally(new AskException(kind, path + " was not asked: " + why, null));
        }
    }
}
