package dev.microkernel.spring.bean;

import dev.microkernel.actor.ActorId;
import dev.microkernel.actor.ActorRef;
import dev.microkernel.mailbox.Delivery;
import dev.microkernel.system.ActorSystem;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * The reference of an actor that its parent starts, and starts as a new actor when it has been restarted itself. What is sent
 * before the first begins waits for it.
 *
 * <p>It is no actor's own reference, so it cannot be watched; that one can, {@code ActorSystem.find(ref.path())}.
 *
 * @param <M> the messages the actor takes
 */
final class FollowingRef<M> implements ActorRef<M> {

    private final String path;
    private final WaitingRoom<M> waiting;

    /** Set under the lock, behind all that has waited: whoever sees it cannot overtake. */
    private volatile @Nullable ActorRef<M> actor;

    FollowingRef(ActorSystem system, String path, int capacity) {
        this.path = path;
        this.waiting = new WaitingRoom<>(system, path, capacity);
    }

    /** From now on it stands for this actor, which gets what has waited. */
    synchronized void follow(ActorRef<M> begun) {
        waiting.moveTo(begun);
        actor = begun;
    }

    @Override
    public ActorId id() {
        var now = actor;
        if (now == null) {
            throw new IllegalStateException("the actor has not begun and so has no id, actor=" + path);
        }
        return now.id();
    }

    @Override
    public String path() {
        return path;
    }

    @Override
    public Delivery tell(M message, @Nullable ActorRef<?> sender) {
        var now = actor;
        return now == null ? tellLater(message, sender) : now.tell(message, sender);
    }

    private synchronized Delivery tellLater(M message, @Nullable ActorRef<?> sender) {
        var now = actor;
        return now == null ? waiting.add(message, sender) : now.tell(message, sender);
    }

    @Override
    public <R> CompletableFuture<R> ask(M message, Class<R> replyType, Duration timeout) {
        var now = actor;
        return now == null ? askLater(message, replyType, timeout) : now.ask(message, replyType, timeout);
    }

    private synchronized <R> CompletableFuture<R> askLater(M message, Class<R> replyType, Duration timeout) {
        var now = actor;
        return now == null ? waiting.add(message, replyType, timeout) : now.ask(message, replyType, timeout);
    }

    @Override
    public String toString() {
        return path;
    }
}
