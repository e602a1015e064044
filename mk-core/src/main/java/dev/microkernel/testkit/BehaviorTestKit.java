package dev.microkernel.testkit;

import dev.microkernel.actor.ActorRef;
import dev.microkernel.actor.ActorSpec;
import dev.microkernel.actor.Behavior;
import dev.microkernel.actor.BehaviorFactory;
import dev.microkernel.actor.ExitReason;
import dev.microkernel.actor.Signal;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * Runs one behaviour on the test's thread, without a system, and keeps what it does as {@link Effect}s. The test plays
 * everybody else: it sends messages, moves time, completes futures, ends children and restarts the behaviour.
 *
 * <p>What the behaviour throws comes out of the call that made it, as it is, even where it is a checked exception. After
 * that it takes nothing more until {@link #restart}. What a context refuses in a system it refuses here.
 *
 * <p>Others are {@link TestInbox}es, and so are children: no child is run. Messages to itself and to its adapters wait in {@link #selfInbox} until
 * {@link #runNext}. For processes, and for actors together, there is {@link Probe}.
 *
 * @param <M> the messages the behaviour takes
 */
public final class BehaviorTestKit<M> {

    private final KitActor<M> actor;

    /** A behaviour that begins now. */
    public BehaviorTestKit(BehaviorFactory<M> factory) {
        this(ActorSpec.of(factory));
    }

    /**
     * A behaviour that begins now. Of the spec, its mailbox counts: it bounds the stash.
     *
     * @throws IllegalArgumentException if it is of a process
     */
    public BehaviorTestKit(ActorSpec<M> spec) {
        actor = new KitActor<>(spec);
    }

    // ---- what happens to the behaviour

    /** Has it handle a message without a sender, and what it has had unstashed. */
    public void run(M message) {
        actor.handle(new Letter<>(message, null));
    }

    /** Has it handle a message of this sender, and what it has had unstashed. */
    public void run(M message, ActorRef<?> sender) {
        actor.handle(new Letter<>(message, sender));
    }

    /** Has it handle a message of this sender, and what it has had unstashed. */
    public void run(M message, TestInbox<?> sender) {
        run(message, sender.ref());
    }

    /**
     * Has it handle the oldest message that waits in {@link #selfInbox}: its own, or one told to its reference or an
     * adapter by the test.
     */
    public void runNext() {
        var letter = actor.self().letters.take();
        if (letter == null) {
            throw new AssertionError("expected a message in the self inbox, got nothing");
        }
        actor.handle(letter);
    }

    /**
     * Has it hear a signal. {@link Signal.Stopping} stops it, as {@link #stop}, and {@link Signal.PreRestart} restarts
     * it, as {@link #restart}.
     */
    public void signal(Signal signal) {
        switch (signal) {
            case Signal.Stopping stopping -> stop();
            case Signal.PreRestart(var reason) -> restart(reason);
            default -> actor.signal(signal);
        }
    }

    /** Stops it as its parent would, with reason {@link ExitReason.Stopped}. */
    public void stop() {
        actor.stop(new ExitReason.Stopped());
    }

    /** Restarts it as its supervisor would, whether it has failed or not: a fresh behaviour of the same factory. */
    public void restart(ExitReason reason) {
        actor.restart(reason);
    }

    /** Restarts it after it has thrown this, or as if it had; see {@link #restart(ExitReason)}. */
    public void restart(Throwable cause) {
        restart(ExitReason.of(cause));
    }

    /**
     * Plays the end of another actor. The behaviour hears of it as it has asked for, by watch, monitor or link; a child
     * is one no more.
     *
     * @throws AssertionError if it would not notice
     * @throws dev.microkernel.actor.LinkedActorException if it fails of that, by a link
     */
    public void terminate(ActorRef<?> other, ExitReason reason) {
        actor.ended(other, reason);
    }

    /** Moves time forward: timers fire, and the receive timeout. */
    public void advance(Duration amount) {
        actor.scene().time().advance(amount);
    }

    /** Has a timer fire now. Time does not move; one that repeats counts from now. */
    public void fireTimer(Object key) {
        actor.timers().fire(key);
    }

    /** Has it handle what the first piped future that is done has brought. */
    public void runPiped() {
        actor.pipes().runNext();
    }

    /**
     * Completes the first piped future that is not done, and has the behaviour handle that.
     *
     * @param value of what the future is of
     */
    public void completePiped(Object value) {
        actor.pipes().complete(value);
    }

    /** Fails the first piped future that is not done, and has the behaviour handle that. */
    public void failPiped(Throwable cause) {
        actor.pipes().fail(cause);
    }

    // ---- what the behaviour did

    /** Whether it has stopped. */
    public boolean isStopped() {
        return actor.exitReason() != null;
    }

    /** Why it has stopped; empty if it has not. */
    public Optional<ExitReason> exitReason() {
        return Optional.ofNullable(actor.exitReason());
    }

    /**
     * What would handle the next message.
     *
     * @throws IllegalStateException if it has stopped or failed
     */
    public Behavior<M> currentBehavior() {
        return actor.behavior();
    }

    /** What it did, in order, but for what has been taken already. */
    public List<Effect> effects() {
        return List.copyOf(actor.scene().effects());
    }

    /** Takes all effects. */
    public List<Effect> takeEffects() {
        var taken = effects();
        actor.scene().effects().clear();
        return taken;
    }

    /** Takes the oldest effect, which must equal this one. */
    public void expectEffect(Effect expected) {
        var effect = takeEffect();
        if (!effect.filter(expected::equals).isPresent()) {
            throw failure(expected.toString(), Texts.unlike(expected, effect.orElse(null)));
        }
    }

    /** Takes the oldest effect, which must be of this kind. */
    public <E extends Effect> E expectEffect(Class<E> kind) {
        var effect = takeEffect();
        return effect.filter(kind::isInstance)
                .map(kind::cast)
                .orElseThrow(() -> failure("a " + kind.getSimpleName(), Texts.of(effect.orElse(null))));
    }

    /** No effect may be left. */
    public void expectNoEffects() {
        if (!actor.scene().effects().isEmpty()) {
            throw new AssertionError("expected no effect, got " + effects());
        }
    }

    private Optional<Effect> takeEffect() {
        var effects = actor.scene().effects();
        return effects.isEmpty() ? Optional.empty() : Optional.of(effects.removeFirst());
    }

    private AssertionError failure(String expected, String got) {
        return new AssertionError("expected " + expected + ", got " + got + "; " + Texts.behind(effects()));
    }

    /** What it logged, at every level. */
    public List<LogEntry> logs() {
        return actor.context().logs();
    }

    // ---- those it deals with

    /** Its own reference, whose messages wait in {@link #selfInbox}. */
    public ActorRef<M> ref() {
        return actor.self().ref();
    }

    /** What it was told by way of its reference and its adapters and has not handled; see {@link #runNext}. */
    public TestInbox<M> selfInbox() {
        return actor.self();
    }

    /** What it told a child, be it one that has ended since. */
    @SuppressWarnings("unchecked") // the test knows what the child takes
    public <C> TestInbox<C> childInbox(String name) {
        return (TestInbox<C>) actor.children().inbox(name);
    }
}
