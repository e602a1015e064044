package dev.microkernel.remote.link;

import dev.microkernel.actor.ActorId;
import dev.microkernel.actor.ExitReason;
import dev.microkernel.cell.InternalRef;
import dev.microkernel.remote.RemoteFailureException;
import dev.microkernel.wire.ExitKind;
import dev.microkernel.wire.LinkMessage.Terminated;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;

/** The actors here that a peer watches, over one link. */
final class ServedWatches {

    private final Consumer<Terminated> tell;
    private final Map<ActorId, CompletableFuture<ExitReason>> watched = new HashMap<>();
    private boolean closed;

    /** With who tells the peer; called from any thread. */
    ServedWatches(Consumer<Terminated> tell) {
        this.tell = tell;
    }

    /** Tells the peer when an actor ends, at once if it has. Watching twice is watching once. */
    void add(ActorId id, InternalRef<?> actor) {
        CompletableFuture<ExitReason> end;
        synchronized (this) {
            if (closed || watched.containsKey(id)) {
                return;
            }
            if (watched.size() == RemoteWatches.WATCHED_MAX) {
                tell.accept(new Terminated(id.value(), ExitKind.UNREACHABLE, id.node(), "too many actors are watched"));
                return;
            }
            end = actor.ending();
            watched.put(id, end);
        }
        var _ = end.thenAccept(reason -> {
            if (remove(id)) {
                tell.accept(terminated(id, reason));
            }
        });
    }

    /** Whether it was watched. */
    synchronized boolean remove(ActorId id) {
        var end = watched.remove(id);
        return end != null && (end.isDone() || end.cancel(false));
    }

    void close() {
        List<CompletableFuture<ExitReason>> all;
        synchronized (this) {
            closed = true;
            all = new ArrayList<>(watched.values());
            watched.clear();
        }
        all.forEach(end -> end.cancel(false));
    }

    /** What a peer is told of an end. */
    static Terminated terminated(ActorId id, ExitReason reason) {
        return switch (reason) {
            case ExitReason.Normal() -> new Terminated(id.value(), ExitKind.NORMAL, 0, "");
            case ExitReason.Stopped() -> new Terminated(id.value(), ExitKind.STOPPED, 0, "");
            case ExitReason.Failed(var cause) -> new Terminated(id.value(), ExitKind.FAILED, 0, textOf(cause));
            case ExitReason.Killed() -> new Terminated(id.value(), ExitKind.KILLED, 0, "");
            case ExitReason.Unreachable(var node) ->
                new Terminated(id.value(), ExitKind.UNREACHABLE, Integer.toUnsignedLong(node), "");
            case ExitReason.Deadline(var limit) -> new Terminated(id.value(), ExitKind.DEADLINE, limit.toMillis(), "");
            case ExitReason.Memory(var bytes) -> new Terminated(id.value(), ExitKind.MEMORY, bytes, "");
            case ExitReason.Trap(var what) -> new Terminated(id.value(), ExitKind.TRAP, 0, what);
            case ExitReason.Overrun(var what, var limit) -> new Terminated(id.value(), ExitKind.OVERRUN, limit, what);
            case ExitReason.Unknown() -> new Terminated(id.value(), ExitKind.UNKNOWN, 0, "");
        };
    }

    private static String textOf(Throwable cause) {
        return cause instanceof RemoteFailureException remote ? String.valueOf(remote.getMessage()) : cause.toString();
    }

    /** The reason that a peer has told. */
    static ExitReason reason(Terminated terminated) {
        return switch (terminated.kind()) {
            case NORMAL -> new ExitReason.Normal();
            case STOPPED -> new ExitReason.Stopped();
            case FAILED -> new ExitReason.Failed(new RemoteFailureException(terminated.text()));
            case KILLED -> new ExitReason.Killed();
            case UNREACHABLE -> new ExitReason.Unreachable((int) terminated.value());
            case DEADLINE -> new ExitReason.Deadline(Duration.ofMillis(Math.max(0, terminated.value())));
            case MEMORY -> new ExitReason.Memory(terminated.value());
            case TRAP -> new ExitReason.Trap(terminated.text());
            case OVERRUN -> new ExitReason.Overrun(terminated.text(), terminated.value());
            case UNKNOWN -> new ExitReason.Unknown();
        };
    }
}
