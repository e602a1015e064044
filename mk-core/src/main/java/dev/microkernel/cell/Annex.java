package dev.microkernel.cell;

import dev.microkernel.actor.ExitReason;
import dev.microkernel.actor.RestartHistory;
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
    final FailureLog failures = new FailureLog();
    volatile int restarts;
    volatile ExitReason exitReason = new ExitReason.Normal();
    volatile @Nullable MessageAges ages;
    volatile @Nullable Level logLevel;
    volatile @Nullable ProcessRunner<?> process;
    final LongAdder refused = new LongAdder();
    final LongAdder dropped = new LongAdder();

    volatile boolean suspended;
    volatile @Nullable Object carriedOver;

    /** What was left to the next life. A process may write it, too. */
    volatile @Nullable Object carryOver;

    /** What this cell, while it is restarted, was last told by its parent; null while it lives. */
    volatile Control.@Nullable LetGo order;

    /** Whether it has let go, and waits to begin. */
    boolean hasLetGo;

    /** Whether it is to begin as soon as it has let go. */
    boolean mayBegin;

    /** Whether it ended by its own doing and for good. */
    volatile boolean endedByItself;

    /** What the parent remembers of this cell's restarts; only the parent's turn touches it. */
    RestartHistory restartHistory = RestartHistory.NONE;

    /** What kills the cell if it does not stop, or let go, in time. */
    final StopDeadline stopDeadline = new StopDeadline();

    /** The message over which the former lives failed, and how often that was. */
    @Nullable
    Envelope retried;

    int retries;

    /** Timers that came due while the actor was suspended; at most as many as it has. */
    final ArrayDeque<Timers.Timer> dueTimers = new ArrayDeque<>(0);

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

    @SuppressWarnings("NonAtomicVolatileUpdate") // written by the turn only
    void countRestart() {
        restarts++;
    }

    /** Ends what the behaviour that is gone had asked for. */
    void forgetFormerLife() {
        if (timers != null) {
            timers.cancelAll();
        }
        dueTimers.clear();
        cancelReceiveTimeout();
        if (watches != null) {
            watches.forgetWatched();
        }
        adapters.values().forEach(AdapterRef::end);
        adapters.clear();
        supervisor = null;
    }

    /** Puts a message over which the actor failed before all others, if it may be handled again. */
    @SuppressWarnings("ReferenceEquality") // it is the same message only if it is the same envelope
    boolean retryAgain(Envelope envelope, int times) {
        if (retried != envelope) {
            retried = envelope;
            retries = 0;
        }
        if (retries == times) {
            retried = null;
            return false;
        }
        retries++;
        front.addFirst(envelope);
        return true;
    }

    void unstashAll() {
        if (!stash.isEmpty()) {
            stash.descendingIterator().forEachRemaining(front::addFirst);
            stash.clear();
            stashed = 0;
        }
    }
}
