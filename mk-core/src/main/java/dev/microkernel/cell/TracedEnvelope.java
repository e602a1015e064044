package dev.microkernel.cell;

import dev.microkernel.actor.ActorRef;
import dev.microkernel.actor.TraceContext;
import dev.microkernel.dispatch.Turn;
import org.jspecify.annotations.Nullable;

/** An envelope with the trace that its message belongs to; only where there is one, so that others do without. */
final class TracedEnvelope extends Courier {

    private final TraceContext trace;

    private TracedEnvelope(Object message, @Nullable ActorRef<?> sender, TraceContext trace) {
        super(message, sender);
        this.trace = trace;
    }

    /** An envelope for a message that is sent now, with the trace in scope, if any. */
    static Courier of(Object message, @Nullable ActorRef<?> sender) {
        return of(message, sender, current());
    }

    /** An envelope for a message that belongs to a trace, or to none. */
    static Courier of(Object message, @Nullable ActorRef<?> sender, @Nullable TraceContext trace) {
        return trace == null ? new Courier(message, sender) : new TracedEnvelope(message, sender, trace);
    }

    /** The trace in scope: one put there by hand, a tracer's, or that of the message which the calling thread is handling. */
    static @Nullable TraceContext current() {
        if (!TraceContext.isUsed()) {
            return null;
        }
        var scoped = TraceContext.inScope();
        if (scoped.isPresent()) {
            return scoped.get();
        }
        var sourced = TraceContext.fromSources();
        if (sourced.isPresent()) {
            return sourced.get();
        }
        var turn = Turn.current();
        return turn == null ? null : of(turn.envelope());
    }

    /** The trace of an envelope, or null. */
    static @Nullable TraceContext of(@Nullable Object envelope) {
        return envelope instanceof TracedEnvelope traced ? traced.trace : null;
    }
}
