package dev.microkernel.cell;

import dev.microkernel.dispatch.WorkerTally;
import java.time.Duration;
import java.util.concurrent.atomic.LongAdder;

/** What actors of one type have done and were refused since the node began. May be read from any thread. */
public final class TypeCounters {

    private static final int HANDLED = 0;
    private static final int TIMED = 1;
    private static final int TIMED_NANOS = 2;

    private final WorkerTally handling = new WorkerTally(3);
    private final LongAdder refused = new LongAdder();
    private final LongAdder droppedNewest = new LongAdder();
    private final LongAdder droppedOldest = new LongAdder();

    TypeCounters() {}

    void countHandled() {
        handling.add(HANDLED, 1);
    }

    void countTimed(long nanos) {
        handling.add(TIMED, 1);
        handling.add(TIMED_NANOS, nanos);
    }

    void countRefused() {
        refused.increment();
    }

    void countDroppedNewest() {
        droppedNewest.increment();
    }

    void countDroppedOldest() {
        droppedOldest.increment();
    }

    /** How many messages they have handled; only where messages are counted. */
    public long handled() {
        return handling.sum(HANDLED);
    }

    /** How many of these were timed. */
    public long timed() {
        return handling.sum(TIMED);
    }

    /** How long those took that were timed. */
    public Duration timedDuration() {
        return Duration.ofNanos(handling.sum(TIMED_NANOS));
    }

    /** How many messages were refused because a mailbox was full. */
    public long refused() {
        return refused.sum();
    }

    /** How many messages were shed because a mailbox was full. */
    public long droppedNewest() {
        return droppedNewest.sum();
    }

    /** How many messages that waited were shed for newer ones. */
    public long droppedOldest() {
        return droppedOldest.sum();
    }
}
