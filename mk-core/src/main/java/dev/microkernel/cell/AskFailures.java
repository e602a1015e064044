package dev.microkernel.cell;

import dev.microkernel.actor.AskException;
import dev.microkernel.actor.AskException.Progress;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.atomic.LongAdder;

/** How many asks have failed since the node began, by what became of them. May be read from any thread. */
public final class AskFailures {

    private static final String TIMEOUT = "timeout_";

    private final Map<String, LongAdder> counts = new LinkedHashMap<>();

    AskFailures() {
        for (var kind : AskException.Kind.values()) {
            if (kind != AskException.Kind.TIMEOUT) {
                counts.put(nameOf(kind), new LongAdder());
            }
        }
        for (var progress : Progress.class.getPermittedSubclasses()) {
            counts.put(nameOf(progress), new LongAdder());
        }
    }

    private static String nameOf(AskException.Kind kind) {
        return kind.name().toLowerCase(Locale.ROOT);
    }

    private static String nameOf(Class<?> progress) {
        return TIMEOUT + progress.getSimpleName().toLowerCase(Locale.ROOT);
    }

    void count(AskException failure) {
        var name =
                failure.progress().map(progress -> nameOf(progress.getClass())).orElseGet(() -> nameOf(failure.kind()));
        var count = counts.get(name);
        if (count != null) {
            count.increment();
        }
    }

    /** All outcomes with their counts: the kinds of failure, and time-outs by how far the message had got. */
    public Map<String, Long> all() {
        var all = new LinkedHashMap<String, Long>();
        counts.forEach((outcome, count) -> all.put(outcome, count.sum()));
        return all;
    }
}
