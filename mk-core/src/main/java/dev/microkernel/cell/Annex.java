package dev.microkernel.cell;

import dev.microkernel.actor.ExitReason;
import dev.microkernel.actor.RestartHistory;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.slf4j.event.Level;

/**
 * What most cells never need, made when the first of it is, so that an idle actor does without. What is volatile or
 * has a lock of its own may be looked at from any thread, the rest belongs to the cell's turn.
 */
final class Annex {

    private static final ExitReason NORMAL = new ExitReason.Normal();

    /** Most adapters of one actor. */
    static final int ADAPTERS_MAX = 64;

    volatile @Nullable Children children;
    volatile @Nullable FailureLog failures;
    volatile @Nullable Refusals refusals;
    volatile @Nullable Held held;
    volatile int restarts;
    volatile ExitReason exitReason = NORMAL;
    volatile @Nullable MessageAges ages;
    volatile @Nullable Level logLevel;
    volatile @Nullable ProcessRunner<?> process;

    /** What runs its turns, if workers do not. Made with the cell. */
    volatile @Nullable AloneTurns alone;

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

    private volatile @Nullable StopDeadline stopDeadline;

    @Nullable
    Supervisor supervisor;

    @Nullable
    Watches watches;

    @Nullable
    Timers timers;

    @Nullable
    ReceiveTimeout receiveTimeout;

    private @Nullable Map<Class<?>, AdapterRef<?>> adapters;

    Held held() {
        var present = held;
        if (present == null) {
            present = new Held();
            held = present;
        }
        return present;
    }

    /** From any thread. */
    Refusals refusals() {
        var present = refusals;
        return present == null ? newRefusals() : present;
    }

    private synchronized Refusals newRefusals() {
        var present = refusals;
        if (present == null) {
            present = new Refusals();
            refusals = present;
        }
        return present;
    }

    /** What kills the cell if it does not stop, or let go, in time. From any thread. */
    StopDeadline stopDeadline() {
        var present = stopDeadline;
        return present == null ? newStopDeadline() : present;
    }

    private synchronized StopDeadline newStopDeadline() {
        var present = stopDeadline;
        if (present == null) {
            present = new StopDeadline();
            stopDeadline = present;
        }
        return present;
    }

    /** The cell has stopped, or let go. */
    void stopDeadlineMet() {
        var present = stopDeadline;
        if (present != null) {
            present.met();
        }
    }

    void failed(Instant at, ExitReason reason) {
        var present = failures;
        if (present == null) {
            present = new FailureLog();
            failures = present;
        }
        present.add(at, reason);
    }

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
        var byClass = adapters;
        if (byClass == null) {
            byClass = new HashMap<>();
            adapters = byClass;
        }
        if (byClass.size() == ADAPTERS_MAX && !byClass.containsKey(type)) {
            throw new IllegalStateException("an actor can have at most " + ADAPTERS_MAX + " adapters, actor="
                    + cell.path() + ", class=" + type.getName());
        }
        var adapter = new AdapterRef<>(cell, type, translate);
        var former = byClass.put(type, adapter);
        if (former != null) {
            former.end();
        }
        return adapter;
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
        if (held != null) {
            held.forgetDue();
        }
        cancelReceiveTimeout();
        if (watches != null) {
            watches.forgetWatched();
        }
        if (adapters != null) {
            adapters.values().forEach(AdapterRef::end);
            adapters = null;
        }
        supervisor = null;
    }

    void unstashAll() {
        if (held != null) {
            held.unstashAll();
        }
    }
}
