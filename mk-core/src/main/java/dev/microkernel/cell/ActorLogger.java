package dev.microkernel.cell;

import dev.microkernel.dispatch.Turn;
import dev.microkernel.mailbox.Envelope;
import java.io.Serial;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.Marker;
import org.slf4j.event.Level;
import org.slf4j.helpers.AbstractLogger;
import org.slf4j.helpers.MessageFormatter;
import org.slf4j.spi.LoggingEventBuilder;

/**
 * Logs for one actor: every event carries the node, the actor and, while it handles a message, the message's class and
 * trace. Where the actor has a level of its own, that decides, be it above or below the logging system's.
 */
final class ActorLogger extends AbstractLogger {

    @Serial
    private static final long serialVersionUID = 1L;

    private static final Logger LOG = LoggerFactory.getLogger("dev.microkernel.actor");

    private final transient ActorCell<?> cell;

    ActorLogger(ActorCell<?> cell) {
        this.cell = cell;
        this.name = LOG.getName();
    }

    private boolean isEnabled(Level level) {
        var own = cell.logLevel();
        return own == null ? LOG.isEnabledForLevel(level) : level.toInt() >= own.toInt();
    }

    @Override
    public LoggingEventBuilder makeLoggingEventBuilder(Level level) {
        var event = LOG.makeLoggingEventBuilder(level)
                .addKeyValue("node", cell.kernel().identity())
                .addKeyValue("actor", cell.path());
        var turn = Turn.current();
        if (turn != null && turn.actor() == cell && turn.envelope() instanceof Envelope envelope) {
            var message =
                    envelope.message() instanceof AdapterRef.Adapted adapted ? adapted.message() : envelope.message();
            event = event.addKeyValue("message", message.getClass().getName());
        }
        var trace = TracedEnvelope.current();
        return trace == null ? event : event.addKeyValue("traceId", trace.traceId());
    }

    @Override
    protected void handleNormalizedLoggingCall(
            Level level,
            @Nullable Marker marker,
            String pattern,
            @Nullable Object @Nullable [] arguments,
            @Nullable Throwable thrown) {
        var event = makeLoggingEventBuilder(level);
        if (marker != null) {
            event = event.addMarker(marker);
        }
        if (thrown != null) {
            event = event.setCause(thrown);
        }
        event.log(arguments == null ? pattern : MessageFormatter.basicArrayFormat(pattern, arguments));
    }

    @Override
    protected @Nullable String getFullyQualifiedCallerName() {
        return null;
    }

    @Override
    public boolean isTraceEnabled() {
        return isEnabled(Level.TRACE);
    }

    @Override
    public boolean isTraceEnabled(Marker marker) {
        return isEnabled(Level.TRACE);
    }

    @Override
    public boolean isDebugEnabled() {
        return isEnabled(Level.DEBUG);
    }

    @Override
    public boolean isDebugEnabled(Marker marker) {
        return isEnabled(Level.DEBUG);
    }

    @Override
    public boolean isInfoEnabled() {
        return isEnabled(Level.INFO);
    }

    @Override
    public boolean isInfoEnabled(Marker marker) {
        return isEnabled(Level.INFO);
    }

    @Override
    public boolean isWarnEnabled() {
        return isEnabled(Level.WARN);
    }

    @Override
    public boolean isWarnEnabled(Marker marker) {
        return isEnabled(Level.WARN);
    }

    @Override
    public boolean isErrorEnabled() {
        return isEnabled(Level.ERROR);
    }

    @Override
    public boolean isErrorEnabled(Marker marker) {
        return isEnabled(Level.ERROR);
    }
}
