package dev.microkernel.cell;

import dev.microkernel.actor.ExitReason;

/** Who wants to know when an actor ends. */
public interface Watcher {

    /** Called once, from any thread, when the actor has ended; must not block. */
    void ended(InternalRef<?> actor, ExitReason reason);
}
