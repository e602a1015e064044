package dev.microkernel.actor;

/**
 * How an actor supervises its children: what is done about one that failed. A strategy keeps no state of its own; each
 * supervising actor has a {@link Supervision} from it.
 */
@FunctionalInterface
public interface Strategy {

    /** The state of one supervisor that has seen no failure yet. */
    Supervision begin();
}
