package dev.microkernel.cell;

import dev.microkernel.actor.MessageInterceptor;
import org.jspecify.annotations.Nullable;

/**
 * What is to be done around every message that actors handle. Where it is nothing, no actor has anything to do with it: it
 * is decided when an actor begins a life, not when it handles a message.
 *
 * @param timedOneIn every how many messages of an actor one is timed; 0 if messages are not even counted
 * @param interceptor what goes around messages, or null
 */
public record Observing(int timedOneIn, @Nullable MessageInterceptor interceptor) {

    /** Nothing. */
    public static final Observing NOTHING = new Observing(0, null);

    /** Most messages of which one is timed. */
    public static final int TIMED_ONE_IN_MAX = 1 << 20;

    /** Refuses what cannot be, naming it. */
    public Observing {
        if (timedOneIn < 0 || timedOneIn > TIMED_ONE_IN_MAX) {
            throw new IllegalArgumentException(
                    "one message in 1.." + TIMED_ONE_IN_MAX + " can be timed, timedOneIn=" + timedOneIn);
        }
    }

    /** What goes around the messages of an actor, for one of its lives; null if nothing does. */
    @Nullable
    Handling of(ActorCell<?> actor) {
        return timedOneIn == 0 && interceptor == null ? null : new Handling(actor, this);
    }
}
