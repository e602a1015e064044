package dev.microkernel.spring.observation;

import dev.microkernel.actor.TraceContext;
import dev.microkernel.time.Cancellable;
import io.micrometer.tracing.Tracer;
import java.util.Optional;

/**
 * Has messages carry the trace of the tracer's span that is current where they are sent: in a request's handler, a
 * scheduled task, or an actor whose messages are observed.
 */
public final class TracerTraces implements AutoCloseable {

    private static final int TRACE_ID_LENGTH = 32;
    private static final int SAMPLED = 1;

    private final Tracer tracer;
    private final Cancellable source;

    /** Until {@link #close}. */
    public TracerTraces(Tracer tracer) {
        this.tracer = tracer;
        this.source = TraceContext.addSource(this::current);
    }

    private Optional<TraceContext> current() {
        var span = tracer.currentSpan();
        if (span == null || span.context().spanId().isEmpty()) {
            return Optional.empty(); // a tracer that does nothing has spans without ids
        }
        var context = span.context();
        return Optional.of(new TraceContext(
                padded(context.traceId()), context.spanId(), Boolean.TRUE.equals(context.sampled()) ? SAMPLED : 0));
    }

    /** Tracers may have ids of 64 bits; W3C Trace Context has them filled with zeros on the left. */
    private static String padded(String traceId) {
        return "0".repeat(Math.max(0, TRACE_ID_LENGTH - traceId.length())) + traceId;
    }

    @Override
    public void close() {
        source.cancel();
    }
}
