package dev.microkernel.testkit;

import java.io.Serial;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.slf4j.Marker;
import org.slf4j.event.KeyValuePair;
import org.slf4j.event.Level;
import org.slf4j.event.LoggingEvent;
import org.slf4j.helpers.LegacyAbstractLogger;
import org.slf4j.helpers.MessageFormatter;
import org.slf4j.spi.LoggingEventAware;

/** Keeps what is logged, at every level. */
final class KitLogger extends LegacyAbstractLogger implements LoggingEventAware {

    @Serial
    private static final long serialVersionUID = 1L;

    private final transient List<LogEntry> entries = new ArrayList<>();

    KitLogger() {
        this.name = "dev.microkernel.actor";
    }

    List<LogEntry> entries() {
        return List.copyOf(entries);
    }

    @Override
    public void log(LoggingEvent event) {
        var keyValues = new LinkedHashMap<String, Object>();
        var pairs = event.getKeyValuePairs();
        for (KeyValuePair pair : pairs == null ? List.<KeyValuePair>of() : pairs) {
            keyValues.put(pair.key, pair.value);
        }
        entries.add(new LogEntry(
                event.getLevel(), text(event.getMessage(), event.getArgumentArray()), keyValues, event.getThrowable()));
    }

    @Override
    protected void handleNormalizedLoggingCall(
            Level level,
            @Nullable Marker marker,
            String pattern,
            @Nullable Object @Nullable [] arguments,
            @Nullable Throwable thrown) {
        entries.add(new LogEntry(level, text(pattern, arguments), Map.of(), thrown));
    }

    private static String text(String pattern, @Nullable Object @Nullable [] arguments) {
        return arguments == null ? pattern : MessageFormatter.basicArrayFormat(pattern, arguments);
    }

    @Override
    protected @Nullable String getFullyQualifiedCallerName() {
        return null;
    }

    @Override
    public boolean isTraceEnabled() {
        return true;
    }

    @Override
    public boolean isDebugEnabled() {
        return true;
    }

    @Override
    public boolean isInfoEnabled() {
        return true;
    }

    @Override
    public boolean isWarnEnabled() {
        return true;
    }

    @Override
    public boolean isErrorEnabled() {
        return true;
    }
}
