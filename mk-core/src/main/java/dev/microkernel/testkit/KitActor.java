package dev.microkernel.testkit;

import dev.microkernel.actor.ActorRef;
import dev.microkernel.actor.ActorSpec;
import dev.microkernel.actor.Behavior;
import dev.microkernel.actor.ExitReason;
import dev.microkernel.actor.LinkedActorException;
import dev.microkernel.actor.Signal;
import dev.microkernel.actor.StopBehavior;
import java.util.ArrayDeque;
import java.util.Objects;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;

/** The life of the behaviour under test, as a system would lead it, but for what the test plays: time and the others. */
final class KitActor<M> {

    private static final String NAME = "tested";
    private static final String PATH = "/" + NAME;

    private final KitScene scene = new KitScene();
    private final ActorSpec<M> spec;
    private final TestInbox<M> self = new TestInbox<>(NAME);
    private final KitTimers<M> timers = new KitTimers<>(scene, this);
    private final KitPipes<M> pipes = new KitPipes<>(scene, this);
    private final KitWatches<M> watches = new KitWatches<>(scene);
    private final KitChildren children = new KitChildren(scene, PATH);
    private final KitContext<M> context = new KitContext<>(this);
    private final ArrayDeque<Letter<M>> stash = new ArrayDeque<>();

    /** What was stashed and is handled next. */
    private final ArrayDeque<Letter<M>> front = new ArrayDeque<>();

    private @Nullable Behavior<M> behavior;
    private @Nullable Throwable failure;
    private @Nullable ExitReason exitReason;
    private @Nullable Object carriedOver;
    private @Nullable Object toCarryOver;

    KitActor(ActorSpec<M> spec) {
        if (spec.process() != null) {
            throw new IllegalArgumentException("a process runs on a thread of its own, not in a BehaviorTestKit: test"
                    + " it with a Probe in ActorSystem.named(...).simulate(seed)");
        }
        this.spec = spec;
        begin();
    }

    // ---- the parts

    KitScene scene() {
        return scene;
    }

    TestInbox<M> self() {
        return self;
    }

    KitContext<M> context() {
        return context;
    }

    KitTimers<M> timers() {
        return timers;
    }

    KitPipes<M> pipes() {
        return pipes;
    }

    KitWatches<M> watches() {
        return watches;
    }

    KitChildren children() {
        return children;
    }

    // ---- messages and signals

    boolean isRunning() {
        return exitReason == null && failure == null;
    }

    @Nullable
    ExitReason exitReason() {
        return exitReason;
    }

    Behavior<M> behavior() {
        requireRunning();
        return Objects.requireNonNull(behavior, "a running behaviour");
    }

    private void requireRunning() {
        if (exitReason != null) {
            throw new IllegalStateException("the behaviour under test has stopped, reason=" + exitReason);
        }
        if (failure != null) {
            throw new IllegalStateException(
                    "the behaviour under test has failed: end the test, or play its supervisor by restart(cause)",
                    failure);
        }
    }

    /** Handles a message, and what it has had unstashed. */
    void handle(Letter<M> letter) {
        requireRunning();
        front.addFirst(letter);
        handleFront();
    }

    private void handleFront() {
        while (isRunning() && !front.isEmpty()) {
            var present = behavior();
            var letter = front.removeFirst();
            become(turn(letter, () -> present.onMessage(letter.message())), letter.message());
            timers.messageHandled();
        }
    }

    /** Makes a message in a turn, and handles it. */
    void handleMade(Callable<M> maker) {
        requireRunning();
        handle(new Letter<>(turn(null, maker), null));
    }

    void signal(Signal signal) {
        var present = behavior();
        become(turn(null, () -> present.onSignal(signal)), null);
        handleFront();
    }

    private <T> T turn(@Nullable Letter<M> letter, Callable<T> call) {
        try {
            return scene.turn().run(letter, call);
        } catch (Throwable thrown) {
            fail(thrown);
            throw thrown;
        }
    }

    private void fail(Throwable cause) {
        failure = cause;
        watches.breakLinks();
    }

    @SuppressWarnings("ReferenceEquality") // the answers are single objects
    private void become(@Nullable Behavior<M> next, @Nullable M handled) {
        if (next == Behavior.<M>same()) {
            return;
        }
        if (next == Behavior.<M>unhandled()) {
            if (handled != null) {
                scene.record(new Effect.Unhandled(handled));
            }
        } else if (next == Behavior.<M>stopped()) {
            stop(new ExitReason.Normal());
        } else if (next instanceof StopBehavior<M>(var reason)) {
            stop(reason);
        } else if (next == null) {
            var thrown = new NullPointerException("a behaviour must not return null: return Behavior.same()");
            fail(thrown);
            throw thrown;
        } else {
            behavior = next;
        }
    }

    // ---- the stash

    void stash(Letter<?> present) {
        if (stash.size() >= spec.mailbox().capacity()) {
            throw new IllegalStateException("an actor can stash as many messages as its mailbox may hold, actor=" + PATH
                    + ", stashed=" + stash.size());
        }
        @SuppressWarnings("unchecked") // the present message is one that this was given
        var own = (Letter<M>) present;
        stash.addLast(own);
        scene.record(new Effect.Stashed(own.message()));
    }

    void unstashAll() {
        scene.record(new Effect.Unstashed(stash.stream().map(Letter::message).toList()));
        unstash();
    }

    private void unstash() {
        stash.descendingIterator().forEachRemaining(front::addFirst);
        stash.clear();
    }

    // ---- start, restart, end

    @SuppressWarnings("ReferenceEquality") // as in become
    private void begin() {
        var first = turn(null, () -> {
            var made =
                    Objects.requireNonNull(spec.factory().create(context), "a behaviour factory must not return null");
            if (made == Behavior.<M>same() || made == Behavior.<M>unhandled()) {
                throw new IllegalStateException(
                        "a behaviour factory must return a behaviour or Behavior.stopped(), returned=" + made);
            }
            return made;
        });
        become(first, null);
    }

    void carryOver(Object state) {
        toCarryOver = state;
        scene.record(new Effect.CarriedOver(state));
    }

    @Nullable
    Object carriedOver() {
        return carriedOver;
    }

    void restart(ExitReason reason) {
        if (exitReason != null) {
            requireRunning();
        }
        failure = null;
        lastCall(new Signal.PreRestart(reason));
        forgetFormerLife();
        children.stopAll();
        unstash();
        carriedOver = toCarryOver;
        toCarryOver = null;
        begin();
        handleFront();
    }

    void stop(ExitReason reason) {
        if (exitReason != null) {
            return;
        }
        exitReason = reason;
        forgetFormerLife();
        children.close();
        children.stopAll();
        stash.clear();
        front.clear();
        watches.breakLinks();
        lastCall(new Signal.Stopping());
    }

    /** The last thing a behaviour hears; what it answers changes nothing. */
    private void lastCall(Signal signal) {
        var present = behavior;
        behavior = null;
        if (present != null) {
            var _ = turn(null, () -> present.onSignal(signal));
        }
    }

    private void forgetFormerLife() {
        timers.forgetAll();
        pipes.forgetAll();
        watches.forgetAll();
        context.endAdapters();
    }

    // ---- the end of others

    void ended(ActorRef<?> actor, ExitReason reason) {
        requireRunning();
        if (!watches.concerns(actor) && !children.contains(actor)) {
            throw new AssertionError(
                    "expected that the behaviour watches, monitors, is linked with or is the parent of " + actor.path()
                            + ", got nothing of that: it would not notice its end");
        }
        children.ended(actor); // as in a system, its name is free when its parent hears of its end
        tellOfEnd(actor, reason);
    }

    private void tellOfEnd(ActorRef<?> actor, ExitReason reason) {
        if (watches.takeLink(actor)) {
            linkBroken(actor, reason);
        }
        for (var notice : watches.takeMonitors(actor)) {
            if (isRunning()) {
                handleMade(() -> Objects.requireNonNull(notice.apply(reason), "a message must not be null"));
            }
        }
        if (isRunning() && watches.takeWatch(actor)) {
            signal(new Signal.Terminated(actor, reason));
        }
    }

    private void linkBroken(ActorRef<?> actor, ExitReason reason) {
        switch (reason) {
            case ExitReason.Normal normal -> {}
            case ExitReason.Stopped stopped -> stop(stopped);
            default -> {
                var thrown = new LinkedActorException(actor.path(), reason);
                fail(thrown);
                throw thrown;
            }
        }
    }
}
