package dev.microkernel.cell;

import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * The references of this node whose id has been given away, by sequence: those that other nodes can send to. An actor
 * that nobody asked for its id costs nothing here. Bounded by the actors and asks that are alive.
 */
public final class Exports {

    private final ConcurrentHashMap<Integer, InternalRef<?>> bySequence = new ConcurrentHashMap<>();

    Exports() {}

    void put(int sequence, InternalRef<?> ref) {
        bySequence.put(sequence, ref);
    }

    void remove(int sequence, InternalRef<?> ref) {
        bySequence.remove(sequence, ref);
    }

    /** The reference, or null if it was never given away or has ended. */
    public @Nullable InternalRef<?> get(int sequence) {
        return bySequence.get(sequence);
    }
}
