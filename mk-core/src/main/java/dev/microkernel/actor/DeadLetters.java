package dev.microkernel.actor;

import java.util.List;

/** The messages that reached nobody: all counted, the newest kept. May be read from any thread. */
public interface DeadLetters {

    /** How many dead letters are kept. */
    int KEPT_MAX = 256;

    /** The newest dead letters, at most {@value #KEPT_MAX}, oldest first. */
    List<DeadLetter> newest();

    /** How many messages were given up for a reason since the system started. */
    long count(DeadLetter.Reason reason);

    /** How many messages were given up since the system started. */
    default long total() {
        long total = 0;
        for (var reason : DeadLetter.Reason.values()) {
            total += count(reason);
        }
        return total;
    }
}
