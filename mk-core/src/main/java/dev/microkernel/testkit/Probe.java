package dev.microkernel.testkit;

import dev.microkernel.actor.ActorInfo;
import dev.microkernel.actor.ActorRef;
import dev.microkernel.actor.Behavior;
import dev.microkernel.actor.ExitReason;
import dev.microkernel.system.ActorSystem;
import dev.microkernel.system.SimulatedSystem;
import dev.microkernel.time.NodeTime;
import java.time.Duration;
import java.util.Objects;

/**
 * An actor that keeps what it is told until the test asks for it.
 *
 * <p>In a {@link SimulatedSystem}, every expectation first lets actors run until none has anything to do, and time stands
 * still; with a patience, by {@link #within}, virtual time moves on to the instant at which the message comes. In a
 * running {@link ActorSystem} an expectation waits, in real time, for as long as its patience.
 *
 * @param <M> what it is told
 */
public final class Probe<M> extends Received<M> {

    /** How long a probe of a running system waits for a message, unless told otherwise by {@link #within}. */
    public static final Duration PATIENCE = Duration.ofSeconds(3);

    /** For how long a probe of a running system must have heard nothing, unless the test says. */
    public static final Duration QUIET = Duration.ofMillis(100);

    private final ActorSystem system;
    private final ActorRef<M> ref;
    private final Duration quiet;

    /** A probe of that name, directly under the root of a simulated system. */
    public Probe(SimulatedSystem simulation, String name) {
        this(simulation.system(), name, new VirtualWaiting(simulation), Duration.ZERO, Duration.ZERO);
    }

    /**
     * A probe of that name, directly under the root of a running system.
     *
     * @throws IllegalArgumentException if it is the system of a simulation, where nothing runs while the test waits
     */
    public Probe(ActorSystem system, String name) {
        this(onRealTime(system), name, new RealWaiting(system), PATIENCE, QUIET);
    }

    private Probe(ActorSystem system, String name, Waiting waiting, Duration patience, Duration quiet) {
        super(new Letters<>(), waiting, patience);
        var kept = letters;
        this.system = system;
        this.quiet = quiet;
        this.ref = system.spawn(name, context -> message -> {
            kept.add(new Letter<>(message, context.sender()));
            waiting.changed();
            return Behavior.same();
        });
    }

    private Probe(Probe<M> same, Duration patience) {
        super(same.letters, same.waiting, patience);
        this.system = same.system;
        this.ref = same.ref;
        this.quiet = patience;
    }

    private static ActorSystem onRealTime(ActorSystem system) {
        if (system.time() instanceof NodeTime) {
            throw new IllegalArgumentException(
                    "the system is simulated: give the probe the SimulatedSystem, system=" + system.identity());
        }
        return system;
    }

    @Override
    public ActorRef<M> ref() {
        return ref;
    }

    /**
     * The same probe with another patience: {@code probe.within(ofSeconds(5)).expect("late")}. An expectation of several
     * messages has it for all of them together.
     */
    public Probe<M> within(Duration newPatience) {
        return new Probe<>(this, newPatience);
    }

    /**
     * No message may be there, nor come while the probe has patience; in a running system, without {@link #within}, for
     * {@link #QUIET}.
     */
    @Override
    public void expectNothing() {
        expectQuiet(quiet);
    }

    /** No message may be there, nor come for so long. */
    public void expectNothing(Duration span) {
        expectQuiet(span);
    }

    /**
     * The actor must have ended, or end within the probe's patience; it need not be watched before. Takes no message.
     *
     * @return why
     * @throws IllegalArgumentException if no actor system gave the reference out
     */
    public ExitReason expectTerminated(ActorRef<?> actor) {
        var end = system.monitor(actor);
        var _ = end.whenComplete((reason, cancelled) -> waiting.changed());
        if (waiting.until(end::isDone, patience)) {
            return end.join();
        }
        end.cancel(false);
        throw new AssertionError("expected the end of " + actor.path() + spanned(" within ", patience) + ", but it "
                + stateOf(actor) + where());
    }

    /** As {@link #expectTerminated(ActorRef)}, for this reason. */
    public void expectTerminated(ActorRef<?> actor, ExitReason expected) {
        var reason = expectTerminated(actor);
        if (!reason.equals(expected)) {
            throw new AssertionError("expected the end of " + actor.path() + " with reason " + expected + ", got "
                    + Texts.unlike(expected, reason) + where());
        }
    }

    private String stateOf(ActorRef<?> actor) {
        return system.inspect()
                .withDescendants()
                .filter(info -> info.path().equals(actor.path()))
                .findFirst()
                .map(Probe::text)
                .orElse("has not ended");
    }

    private static String text(ActorInfo info) {
        return "is " + info.state() + (info.lastFailure() == null ? "" : ", last failure: " + info.lastFailure());
    }

    @Override
    @SuppressWarnings("unchecked") // who answers knows what the sender takes
    ActorRef<Object> senderOf(Letter<M> letter) {
        return (ActorRef<Object>) Objects.requireNonNull(letter.sender(), "a system's nobody is a reference");
    }
}
