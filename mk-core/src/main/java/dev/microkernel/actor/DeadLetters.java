package dev.microkernel.actor;

import dev.microkernel.time.Cancellable;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** The messages that reached nobody: all counted, the newest kept. May be read from any thread. */
public interface DeadLetters {

    /** How many dead letters are kept. */
    int KEPT_MAX = 256;

    /** The newest dead letters, at most {@value #KEPT_MAX}, oldest first. */
    List<DeadLetter> newest();

    /** How many messages were given up for a reason since the system started. */
    long count(DeadLetter.Reason reason);

    /**
     * Tells a listener of every dead letter from now on.
     *
     * @param listener called on the thread that gave the message up, a worker often: it must be short and must not
     *     block; what it throws is logged
     * @return a handle that ends it
     */
    Cancellable listen(Consumer<DeadLetter> listener);

    /**
     * Gives up a message, for those who hold messages for actors: it is counted, kept and told as any other.
     *
     * @param receiver path of the actor it was meant for
     * @param sender who sent it, or null
     * @param detail what else is known; may be empty
     */
    void add(DeadLetter.Reason reason, String receiver, @Nullable ActorRef<?> sender, Object message, String detail);

    /** How many messages were given up since the system started. */
    default long total() {
        long total = 0;
        for (var reason : DeadLetter.Reason.values()) {
            total += count(reason);
        }
        return total;
    }
}
