package dev.microkernel.cell;

import dev.microkernel.actor.ExitReason;
import dev.microkernel.actor.Supervision;
import dev.microkernel.mailbox.Envelope;
import java.util.ArrayDeque;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.atomic.LongAdder;
import org.jspecify.annotations.Nullable;
import org.slf4j.event.Level;

/**
 * What most cells never need, made when the first of it is, so that an idle actor does without. What is volatile or
 * has a lock of its own may be looked at from any thread, the rest belongs to the cell's turn.
 */
final class Annex {

    volatile @Nullable Children children;
    volatile @Nullable Throwable lastFailure;
    volatile int restarts;
    volatile ExitReason exitReason = new ExitReason.Normal();
    volatile @Nullable MessageAges ages;
    volatile @Nullable Level logLevel;
    volatile @Nullable ProcessRunner<?> process;
    final LongAdder refused = new LongAdder();
    final LongAdder dropped = new LongAdder();

    @Nullable
    Supervision supervision;

    @Nullable
    Watches watches;

    @Nullable
    Timers timers;

    @Nullable
    ReceiveTimeout receiveTimeout;

    /** What is handled before the mailbox. */
    final ArrayDeque<Envelope> front = new ArrayDeque<>(0);

    final ArrayDeque<Envelope> stash = new ArrayDeque<>(0);
    volatile int stashed;

    final Map<Class<?>, AdapterRef<?>> adapters = new HashMap<>();
}
