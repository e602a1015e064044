package dev.microkernel.spring.client;

import dev.microkernel.actor.ActorRef;
import dev.microkernel.spring.ActorKey;
import dev.microkernel.spring.bean.ActorTarget;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * One method of a client.
 *
 * @param keyed whether its first parameter is a key
 * @param sending what it does with the message
 */
record ClientMethod(ActorTarget target, boolean keyed, Sending sending) {

    /** A way to send a message. */
    @FunctionalInterface
    interface Sending {
        @Nullable
        Object send(ActorRef<Object> actor, Object message) throws InterruptedException;
    }

    @Nullable
    Object call(@Nullable Object[] arguments) throws InterruptedException {
        var key = keyed ? (ActorKey) Objects.requireNonNull(arguments[0], "key") : null;
        var message = Objects.requireNonNull(arguments[keyed ? 1 : 0], "message");
        return sending.send(target.reference(key), message);
    }
}
