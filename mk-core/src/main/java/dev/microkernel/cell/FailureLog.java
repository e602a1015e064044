package dev.microkernel.cell;

import dev.microkernel.actor.ActorInfo;
import dev.microkernel.actor.ExitReason;
import dev.microkernel.actor.FailureInfo;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The last failures of one cell, for the curious. Their stacks become text when somebody looks, and only once. */
final class FailureLog {

    private static final class Entry {
        private final Instant at;
        private final String reason;
        private @Nullable Throwable failure;
        private String stackTrace = "";

        private Entry(Instant at, ExitReason reason) {
            this.at = at;
            this.reason = Texts.of(reason);
            this.failure = reason.failure();
        }

        private FailureInfo info() {
            if (failure != null) {
                stackTrace = Texts.stackTraceOf(failure);
                failure = null; // with all that it holds
            }
            return new FailureInfo(at, reason, stackTrace);
        }
    }

    private final ArrayDeque<Entry> newest = new ArrayDeque<>(0);

    synchronized void add(Instant at, ExitReason reason) {
        if (newest.size() == ActorInfo.FAILURES_MAX) {
            newest.removeFirst();
        }
        newest.addLast(new Entry(at, reason));
    }

    /** Oldest first. */
    synchronized List<FailureInfo> all() {
        return newest.stream().map(Entry::info).toList();
    }
}
