package dev.microkernel.spring.bean;

import dev.microkernel.actor.ActorId;
import dev.microkernel.actor.ActorRef;
import dev.microkernel.mailbox.Delivery;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/** The actor of a key, whichever that is when something is sent. */
record KeyedRef(KeyedFamily family, String key) implements ActorRef<Object> {

    @Override
    public ActorId id() {
        var actor = family.running(key);
        if (actor == null) {
            throw new IllegalStateException("the actor does not run and so has no id, actor=" + path());
        }
        return actor.id();
    }

    @Override
    public String path() {
        return family.pathOf(key);
    }

    @Override
    public Delivery tell(Object message, @Nullable ActorRef<?> sender) {
        return family.tell(key, message, sender);
    }

    @Override
    public <R> CompletableFuture<R> ask(Object message, Class<R> replyType, Duration timeout) {
        return family.ask(key, message, replyType, timeout);
    }

    @Override
    public String toString() {
        return path();
    }
}
