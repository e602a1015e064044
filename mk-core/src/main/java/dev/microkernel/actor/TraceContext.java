package dev.microkernel.actor;

import dev.microkernel.time.Cancellable;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Supplier;
import java.util.regex.Pattern;

/**
 * What ties together everything that is done because of one request, across actors and nodes: the {@code traceparent}
 * of W3C Trace Context, level 1. A message sent while one is in scope carries it, and so do all messages sent by its
 * receiver while handling it.
 *
 * @param traceId 32 lower-case hexadecimal digits, not all zero
 * @param parentId the span that sent it: 16 lower-case hexadecimal digits, not all zero
 * @param flags the trace flags, 0 to 255; bit 0 says that the trace is sampled
 */
public record TraceContext(String traceId, String parentId, int flags) {

    private static final int TRACE_ID_LENGTH = 32;
    private static final int PARENT_ID_LENGTH = 16;
    private static final Pattern BYTE = Pattern.compile("[0-9a-f]{2}");
    private static final ScopedValue<TraceContext> SCOPE = ScopedValue.newInstance();

    /** While nobody in this process has used a trace, sending a message does not look for one. */
    private static volatile boolean used;

    private static final List<Supplier<Optional<TraceContext>>> SOURCES = new CopyOnWriteArrayList<>();

    /** Refuses ids that are none, naming them. */
    public TraceContext {
        if (!isId(traceId, TRACE_ID_LENGTH)) {
            throw new IllegalArgumentException(
                    "trace id must be 32 lower-case hexadecimal digits, not all zero, traceId=" + traceId);
        }
        if (!isId(parentId, PARENT_ID_LENGTH)) {
            throw new IllegalArgumentException(
                    "parent id must be 16 lower-case hexadecimal digits, not all zero, parentId=" + parentId);
        }
        if (flags < 0 || flags > 0xFF) {
            throw new IllegalArgumentException("trace flags must be 0..255, flags=" + flags);
        }
    }

    /** Whether a text is so many lower-case hexadecimal digits, not all zero. */
    private static boolean isId(String text, int length) {
        boolean zero = true;
        for (int i = 0; i < text.length(); i++) {
            char digit = text.charAt(i);
            if ((digit < '0' || digit > '9') && (digit < 'a' || digit > 'f')) {
                return false;
            }
            zero &= digit == '0';
        }
        return text.length() == length && !zero;
    }

    /** Reads a {@code traceparent}; empty if it is malformed or of a version that cannot be read as version 00. */
    public static Optional<TraceContext> parse(String traceparent) {
        var parts = traceparent.split("-", -1);
        boolean shaped = parts.length >= 4
                && BYTE.matcher(parts[0]).matches()
                && BYTE.matcher(parts[3]).matches();
        if (!shaped || parts[0].equals("ff") || (parts[0].equals("00") && parts.length != 4)) {
            return Optional.empty();
        }
        try {
            return Optional.of(new TraceContext(parts[1], parts[2], HexFormat.fromHexDigits(parts[3])));
        } catch (IllegalArgumentException malformed) {
            return Optional.empty();
        }
    }

    /** Runs something with this trace in scope, for threads that are no actors. */
    public void run(Runnable action) {
        used = true;
        ScopedValue.where(SCOPE, this).run(action);
    }

    /** The trace that {@link #run} has put into scope on this thread. */
    public static Optional<TraceContext> inScope() {
        return used && SCOPE.isBound() ? Optional.of(SCOPE.get()) : Optional.empty();
    }

    /**
     * Has messages carry the trace that somebody else keeps for each thread, a tracer, say. It is asked whenever a message
     * is sent while {@link #run} has put none into scope; where it has none, messages carry that of the message which their
     * sender is handling.
     *
     * @param source called on the thread that sends, so it must be short and must not throw
     * @return a handle that ends it
     */
    public static Cancellable addSource(Supplier<Optional<TraceContext>> source) {
        SOURCES.add(source);
        used = true;
        return () -> SOURCES.remove(source);
    }

    /** What the first source says that has a trace for this thread. */
    public static Optional<TraceContext> fromSources() {
        for (var source : SOURCES) {
            var trace = source.get();
            if (trace.isPresent()) {
                return trace;
            }
        }
        return Optional.empty();
    }

    /** Whether there has been any trace in this process. */
    public static boolean isUsed() {
        return used;
    }

    /** As a {@code traceparent} of version 00. */
    @Override
    public String toString() {
        return "00-" + traceId + "-" + parentId + "-" + HexFormat.of().toHexDigits((byte) flags);
    }
}
