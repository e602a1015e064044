package dev.microkernel.actor;

import dev.microkernel.mailbox.Delivery;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * The only handle to an actor, on this node or another. Stays valid over restarts; after the actor has stopped, what is
 * sent becomes a dead letter. All methods may be called from any thread and do not block.
 *
 * @param <M> the messages the actor takes
 */
public interface ActorRef<M> {

    /** The actor's address among all nodes; other nodes can send to it from the first call on. */
    ActorId id();

    /** Where the actor stands: {@code /telemetry/kitchen} in this node's tree, or {@code node:sequence} elsewhere. */
    String path();

    /**
     * Sends a message that asks for no reply.
     *
     * @return what became of it; whatever is not accepted is also a dead letter
     */
    default Delivery tell(M message) {
        return tell(message, null);
    }

    /**
     * Sends a message with the actor that a reply should go to.
     *
     * @param sender whom the receiver answers, or null if nobody
     * @return what became of it; whatever is not accepted is also a dead letter
     */
    Delivery tell(M message, @Nullable ActorRef<?> sender);

    /**
     * Sends a message and waits, without a thread, for the reply that the receiver sends to the message's sender.
     *
     * @param replyType the class of the reply
     * @param timeout how long to wait
     * @return completed with the reply, or exceptionally with an {@link AskException} that says why there is none; at
     *     once if the message was refused or the receiver stopped or failed over it. Cancelling it gives up the wait.
     */
    <R> CompletableFuture<R> ask(M message, Class<R> replyType, Duration timeout);
}
