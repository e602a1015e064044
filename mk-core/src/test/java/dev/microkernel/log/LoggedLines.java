package dev.microkernel.log;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.AppenderBase;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CopyOnWriteArrayList;
import org.slf4j.LoggerFactory;

/** Catches what log actors write, from level INFO on, instead of the console. */
public final class LoggedLines extends AppenderBase<ILoggingEvent> implements AutoCloseable {

    private final Logger backend = (Logger) LoggerFactory.getLogger(LogActor.LOGGER);
    private final List<ILoggingEvent> events = new CopyOnWriteArrayList<>();

    public LoggedLines() {
        start();
        backend.addAppender(this);
        backend.setLevel(Level.INFO);
        backend.setAdditive(false);
    }

    @Override
    protected void append(ILoggingEvent event) {
        events.add(event);
    }

    public void setLevel(Level level) {
        backend.setLevel(level);
    }

    /** Level and text of each line. */
    public List<String> texts() {
        return events.stream()
                .map(event -> event.getLevel() + " " + event.getFormattedMessage())
                .toList();
    }

    /** The key-values of the last line. */
    public Map<String, Object> lastKeyValues() {
        var values = new TreeMap<String, Object>();
        events.getLast().getKeyValuePairs().forEach(pair -> values.put(pair.key, pair.value));
        return values;
    }

    @Override
    public void close() {
        backend.detachAppender(this);
        backend.setLevel(null);
        backend.setAdditive(true);
    }
}
