package dev.microkernel.cell;

import dev.microkernel.actor.ActorContext;
import dev.microkernel.actor.ActorRef;
import dev.microkernel.actor.ActorSpec;
import dev.microkernel.actor.ExitReason;
import dev.microkernel.dispatch.Turn;
import dev.microkernel.mailbox.Envelope;
import dev.microkernel.time.Cancellable;
import dev.microkernel.time.TimeSource;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;

/** What a cell lets its behaviour do, during its turns. */
record CellContext<M>(ActorCell<M> cell) implements ActorContext<M> {

    /** The cell, for its own turn only. */
    private ActorCell<M> inTurn() {
        var _ = turn();
        return cell;
    }

    private Turn turn() {
        var turn = Turn.current();
        if (turn == null || turn.actor() != cell) {
            throw new IllegalStateException("the context of an actor is for its own turn only, not for other threads or"
                    + " callbacks of futures (use pipe), actor=" + cell.path() + ", thread="
                    + Thread.currentThread().getName());
        }
        if (cell.isKilled()) {
            throw new IllegalStateException(
                    "the actor was killed, for it did not stop in time: it can do nothing any more, actor="
                            + cell.path());
        }
        return turn;
    }

    private @Nullable Envelope present() {
        return (Envelope) turn().envelope();
    }

    @Override
    public ActorRef<M> self() {
        return cell;
    }

    @Override
    public ActorRef<Object> sender() {
        return cell.senderOf(present());
    }

    @Override
    public <C> ActorRef<C> spawn(ActorSpec<C> spec) {
        return inTurn().spawn(null, spec);
    }

    @Override
    public <C> ActorRef<C> spawn(String name, ActorSpec<C> spec) {
        return inTurn().spawn(name, spec);
    }

    @Override
    public List<ActorRef<?>> children() {
        return List.copyOf(inTurn().childCells());
    }

    @Override
    public int childCount() {
        var notes = inTurn().notes();
        return notes == null || notes.children == null ? 0 : notes.children.count();
    }

    @Override
    public void stop(ActorRef<?> child, ExitReason reason) {
        inTurn().stopChild(child, reason);
    }

    @Override
    public void carryOver(Object state) {
        inTurn().annex().carryOver = state;
    }

    @Override
    public <T> Optional<T> carriedOver(Class<T> type) {
        var notes = inTurn().notes();
        return notes == null
                ? Optional.empty()
                : Optional.ofNullable(notes.carriedOver).map(type::cast);
    }

    @Override
    public void watch(ActorRef<?> actor) {
        inTurn().annex().watches(cell).watch(InternalRef.of(actor));
    }

    @Override
    public void unwatch(ActorRef<?> actor) {
        inTurn().annex().watches(cell).unwatch(InternalRef.of(actor));
    }

    @Override
    public Cancellable monitor(ActorRef<?> actor, Function<ExitReason, M> notice) {
        var target = InternalRef.of(actor);
        inTurn().annex().watches(cell).monitor(target, notice);
        return () -> inTurn().annex().watches(cell).unmonitor(target, notice);
    }

    @Override
    public void link(ActorRef<?> actor) {
        inTurn().link(cell.partner(actor));
    }

    @Override
    public void unlink(ActorRef<?> actor) {
        inTurn().unlink(cell.partner(actor));
    }

    @Override
    public void startTimer(Object key, M message, Duration delay) {
        inTurn().annex().timers(cell).start(key, message, Timers.Mode.ONCE, delay);
    }

    @Override
    public void startTimerWithFixedDelay(Object key, M message, Duration delay) {
        inTurn().annex().timers(cell).start(key, message, Timers.Mode.FIXED_DELAY, delay);
    }

    @Override
    public void startTimerAtFixedRate(Object key, M message, Duration period) {
        inTurn().annex().timers(cell).start(key, message, Timers.Mode.FIXED_RATE, period);
    }

    @Override
    public void cancelTimer(Object key) {
        inTurn().annex().timers(cell).cancel(key);
    }

    @Override
    public boolean isTimerActive(Object key) {
        return inTurn().annex().timers(cell).isActive(key);
    }

    @Override
    public void setReceiveTimeout(Duration quiet) {
        inTurn().annex().setReceiveTimeout(cell, quiet);
    }

    @Override
    public void cancelReceiveTimeout() {
        inTurn().annex().cancelReceiveTimeout();
    }

    @Override
    public <T> void pipe(CompletionStage<T> future, Function<? super T, M> value, Function<Throwable, M> failure) {
        int incarnation = inTurn().incarnation();
        var trace = TracedEnvelope.current();
        var _ = future.whenComplete((result, thrown) -> cell.control(new Control.Piped(
                incarnation, () -> thrown == null ? value.apply(result) : failure.apply(thrown), trace)));
    }

    @Override
    public <T> ActorRef<T> adapter(Class<T> type, Function<? super T, M> translate) {
        return inTurn().annex().adapter(cell, type, translate);
    }

    @Override
    public void stash() {
        var envelope = present();
        if (envelope == null) {
            throw new IllegalStateException("there is no present message to stash, actor=" + cell.path());
        }
        cell.annex().held().stash(cell, envelope);
    }

    @Override
    public void unstashAll() {
        inTurn().annex().unstashAll();
    }

    @Override
    public TimeSource time() {
        return cell.kernel().time();
    }

    @Override
    public Logger log() {
        return cell.log();
    }
}
