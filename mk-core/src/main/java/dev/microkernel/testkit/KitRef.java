package dev.microkernel.testkit;

import dev.microkernel.actor.ActorId;
import dev.microkernel.actor.ActorRef;
import dev.microkernel.mailbox.Delivery;
import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/** A reference with no actor behind it. What the behaviour under test tells it is seen as an effect. */
abstract class KitRef<M> implements ActorRef<M> {

    private static final int NODE = 1;
    private static final AtomicInteger SEQUENCE = new AtomicInteger();

    private final String path;
    private final ActorId id;

    KitRef(String path) {
        this.path = path;
        this.id = ActorId.of(NODE, SEQUENCE.incrementAndGet());
    }

    @Override
    public final Delivery tell(M message, @Nullable ActorRef<?> sender) {
        Objects.requireNonNull(message, "a message must not be null");
        var scene = KitScene.current();
        if (scene != null) {
            scene.record(new Effect.Told(this, message));
        }
        return take(message, sender);
    }

    abstract Delivery take(M message, @Nullable ActorRef<?> sender);

    @Override
    public final <R> CompletableFuture<R> ask(M message, Class<R> replyType, Duration timeout) {
        var ask = new AskingRef<>(path, replyType, timeout);
        ask.sent(tell(message, ask));
        return ask.future();
    }

    @Override
    public final ActorId id() {
        return id;
    }

    @Override
    public final String path() {
        return path;
    }

    @Override
    public final String toString() {
        return path;
    }
}
