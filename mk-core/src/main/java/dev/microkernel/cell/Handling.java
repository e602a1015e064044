package dev.microkernel.cell;

import dev.microkernel.actor.MessageInterceptor;
import dev.microkernel.actor.TraceContext;
import dev.microkernel.dispatch.Turn;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Goes around the messages of one life of an actor, one at a time: counts them, times some, and lets the interceptor have
 * them all. For the thread that handles them.
 */
final class Handling {

    private static final Logger LOG = LoggerFactory.getLogger("dev.microkernel.actor");

    private final ActorCell<?> actor;
    private final TypeCounters counters;
    private final int timedOneIn;
    private final @Nullable MessageInterceptor interceptor;

    /** How many messages from now one is timed; the first is, so that rare messages are known, too. */
    private int untilTimed;

    private boolean timed;
    private long beganNanos;
    private @Nullable Object token;

    Handling(ActorCell<?> actor, Observing observing) {
        this.actor = actor;
        this.counters = actor.kernel().types().get(actor.type());
        this.timedOneIn = observing.timedOneIn();
        this.interceptor = observing.interceptor();
    }

    /** The actor begins to handle a message. */
    void begin(Object message) {
        if (interceptor != null) {
            token = before(interceptor, message);
        }
        if (timedOneIn > 0 && --untilTimed < 0) {
            untilTimed = timedOneIn - 1;
            timed = true;
            beganNanos = actor.kernel().time().nanoTime();
        }
    }

    /** It has handled it, or failed over it. */
    void end(@Nullable Throwable failure) {
        if (timedOneIn > 0) {
            counters.countHandled();
            if (timed) {
                timed = false;
                counters.countTimed(Math.max(0, actor.kernel().time().nanoTime() - beganNanos));
            }
        }
        var present = token;
        if (present != null && interceptor != null) {
            token = null;
            after(interceptor, present, failure);
        }
    }

    private @Nullable Object before(MessageInterceptor around, Object message) {
        try {
            return around.before(actor, actor.type(), message, trace());
        } catch (RuntimeException broken) {
            report(broken);
            return null;
        }
    }

    private void after(MessageInterceptor around, Object present, @Nullable Throwable failure) {
        try {
            around.after(present, failure);
        } catch (RuntimeException broken) {
            report(broken);
        }
    }

    private static @Nullable TraceContext trace() {
        if (!TraceContext.isUsed()) {
            return null;
        }
        var turn = Turn.current();
        return turn == null ? null : TracedEnvelope.of(turn.envelope());
    }

    private void report(RuntimeException broken) {
        LOG.atWarn()
                .addKeyValue("actor", actor.path())
                .setCause(broken)
                .log("An interceptor threw over a message of {}; the actor goes on", actor.path());
    }
}
