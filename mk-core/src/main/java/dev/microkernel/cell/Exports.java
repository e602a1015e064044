package dev.microkernel.cell;

import dev.microkernel.actor.ActorId;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * The references of this node whose id has been given away, by sequence: those that other nodes can send to. An actor
 * that nobody asked for its id costs nothing here. Bounded by the actors, adapters and asks that are alive.
 */
public final class Exports {

    private final int nodeId;
    private final ConcurrentHashMap<Integer, InternalRef<?>> bySequence = new ConcurrentHashMap<>();
    private final AtomicInteger sequences = new AtomicInteger();

    Exports(int nodeId) {
        this.nodeId = nodeId;
    }

    /** A number no reference of this node holds; 0 is never given. */
    int nextSequence() {
        int sequence;
        do {
            sequence = sequences.incrementAndGet();
        } while (sequence == 0 || bySequence.containsKey(sequence));
        return sequence;
    }

    /** Lets other nodes send to a reference, unless it has ended. */
    ActorId export(int sequence, InternalRef<?> ref) {
        if (bySequence.get(sequence) == null && !ref.isStopped()) {
            bySequence.put(sequence, ref);
            if (ref.isStopped()) {
                bySequence.remove(sequence, ref); // it ended before it could be seen here
            }
        }
        return ActorId.of(nodeId, sequence);
    }

    void remove(int sequence, InternalRef<?> ref) {
        bySequence.remove(sequence, ref);
    }

    /** The reference, or null if it was never given away or has ended. */
    public @Nullable InternalRef<?> get(int sequence) {
        return bySequence.get(sequence);
    }
}
