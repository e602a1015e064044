package dev.microkernel.testkit;

import dev.microkernel.actor.ActorRef;
import dev.microkernel.actor.Behavior;
import dev.microkernel.system.SimulatedSystem;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;

/**
 * An actor of a {@link SimulatedSystem} that keeps what it is told until the test asks for it.
 *
 * @param <M> what it is told
 */
public final class Probe<M> {

    private final SimulatedSystem simulation;
    private final ActorRef<M> ref;
    private final ArrayDeque<M> received = new ArrayDeque<>();

    /** A probe of that name, directly under the root. */
    public Probe(SimulatedSystem simulation, String name) {
        this.simulation = simulation;
        this.ref = simulation.system().spawn(name, context -> message -> {
            received.add(message);
            return Behavior.same();
        });
    }

    /** Where to send what the test wants to see. */
    public ActorRef<M> ref() {
        return ref;
    }

    /** Lets actors run, and takes the oldest message, which must equal this one. */
    public void expect(M expected) {
        simulation.settle();
        var message = received.poll();
        if (!expected.equals(message)) {
            throw new AssertionError("expected " + expected + ", got " + (message == null ? "nothing" : message)
                    + "; waiting behind it: " + received + ", seed=" + simulation.seed());
        }
    }

    /** Lets actors run; then no message may be waiting. */
    public void expectNothing() {
        simulation.settle();
        if (!received.isEmpty()) {
            throw new AssertionError("expected nothing, got " + received + ", seed=" + simulation.seed());
        }
    }

    /** Lets actors run, and takes all messages. */
    public List<M> take() {
        simulation.settle();
        var all = new ArrayList<>(received);
        received.clear();
        return all;
    }
}
