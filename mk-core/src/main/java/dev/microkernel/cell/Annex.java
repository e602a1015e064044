package dev.microkernel.cell;

import dev.microkernel.actor.ExitReason;
import dev.microkernel.mailbox.Envelope;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.slf4j.event.Level;

/**
 * What most cells never need, made when the first of it is, so that an idle actor does without. What is volatile or
 * has a lock of its own may be looked at from any thread, the rest belongs to the cell's turn.
 */
final class Annex {

    /** Most adapters of one actor. */
    static final int ADAPTERS_MAX = 64;

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
    Supervisor supervisor;

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

    Supervisor supervisor(ActorCell<?> cell) {
        var present = supervisor;
        if (present == null) {
            present = new Supervisor(cell);
            supervisor = present;
        }
        return present;
    }

    Watches watches(ActorCell<?> cell) {
        var present = watches;
        if (present == null) {
            present = new Watches(cell);
            watches = present;
        }
        return present;
    }

    Timers timers(ActorCell<?> cell) {
        var present = timers;
        if (present == null) {
            present = new Timers(cell);
            timers = present;
        }
        return present;
    }

    void setReceiveTimeout(ActorCell<?> cell, Duration quiet) {
        var timeout = new ReceiveTimeout(cell, quiet);
        cancelReceiveTimeout();
        receiveTimeout = timeout;
    }

    void cancelReceiveTimeout() {
        if (receiveTimeout != null) {
            receiveTimeout.cancel();
            receiveTimeout = null;
        }
    }

    <T, M> AdapterRef<T> adapter(ActorCell<M> cell, Class<T> type, Function<? super T, M> translate) {
        if (adapters.size() == ADAPTERS_MAX && !adapters.containsKey(type)) {
            throw new IllegalStateException("an actor can have at most " + ADAPTERS_MAX + " adapters, actor="
                    + cell.path() + ", class=" + type.getName());
        }
        var adapter = new AdapterRef<>(cell, type, translate);
        var former = adapters.put(type, adapter);
        if (former != null) {
            former.end();
        }
        return adapter;
    }

    void stash(ActorCell<?> cell, Envelope envelope) {
        if (stash.size() >= cell.mailbox().capacity()) {
            throw new IllegalStateException("an actor can stash as many messages as its mailbox may hold, actor="
                    + cell.path() + ", stashed=" + stash.size());
        }
        stash.addLast(envelope);
        stashed = stash.size();
    }

    void unstashAll() {
        if (!stash.isEmpty()) {
            stash.descendingIterator().forEachRemaining(front::addFirst);
            stash.clear();
            stashed = 0;
        }
    }
}
