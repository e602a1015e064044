package dev.microkernel.remote.link;

import dev.microkernel.remote.Mount;
import dev.microkernel.remote.PeerInfo;
import dev.microkernel.time.TimeSource;
import dev.microkernel.wire.Frame;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.random.RandomGenerator;

/**
 * A network in memory, on virtual time, whose faults only chance decides. Connections are as those of TCP: what arrives is
 * in order and whole, and a connection that cannot carry anything for long breaks at both ends. Besides, frames with
 * users' messages can be lost or doubled, as gateways do; and so can datagrams of all kinds, which overtake each other, too.
 */
public final class SimulatedNetwork {

    private record Wire(Links from, Links to, SimulatedPipe there, SimulatedPipe back, SimulatedConnection opened) {

        boolean joins(int a, int b) {
            int one = from.self().nodeId();
            int other = to.self().nodeId();
            return (one == a && other == b) || (one == b && other == a);
        }

        boolean touches(Links node) {
            return from.equals(node) || to.equals(node);
        }

        void breakOff(String why) {
            there.breakOff(why);
            back.breakOff(why);
        }

        void stall(boolean begin) {
            there.stall(begin);
            back.stall(begin);
        }
    }

    private record Pair(int lower, int higher) {
        static Pair of(int a, int b) {
            return new Pair(Math.min(a, b), Math.max(a, b));
        }
    }

    private final TimeSource time;
    private final RandomGenerator random;
    private final Map<Integer, Links> nodes = new HashMap<>();
    private final SimulatedDatagrams datagrams = new SimulatedDatagrams(this);
    private final List<Wire> wires = new ArrayList<>();
    private final Set<Pair> parted = new HashSet<>();
    private Duration delayMin = Duration.ZERO;
    private Duration delayMax = Duration.ofMillis(1);
    private Duration patience = Duration.ofSeconds(25);
    private double loss;
    private double doubling;

    /** A network without faults, with delays of up to a millisecond. */
    public SimulatedNetwork(TimeSource time, RandomGenerator random) {
        this.time = time;
        this.random = random;
    }

    /** How long each frame is under way, evenly distributed. */
    public void setDelay(Duration min, Duration max) {
        if (min.isNegative() || max.compareTo(min) < 0) {
            throw new IllegalArgumentException("delays must be 0 <= min <= max, min=" + min + ", max=" + max);
        }
        delayMin = min;
        delayMax = max;
    }

    /** How long a partition, or the silence of a node that has crashed, is borne before connections break. */
    public void setPatience(Duration newPatience) {
        patience = newPatience;
    }

    /** The chance of each user's message to be lost, and to arrive twice. */
    public void setFaults(double newLoss, double newDoubling) {
        loss = newLoss;
        doubling = newDoubling;
    }

    /** Has others reach a node. */
    public void attach(Links node) {
        nodes.put(node.self().nodeId(), node);
    }

    /** Has one node mount another, once. */
    public CompletableFuture<PeerInfo> connect(Links from, Links to) {
        return from.connect(to.self().identity(), () -> open(from, to.self().nodeId()));
    }

    /** Has one node mount another, whoever has its id then, and again whenever the link is lost. */
    public Mount mount(Links from, Links to) {
        return from.mount(to.self().identity(), () -> open(from, to.self().nodeId()));
    }

    /** Has one node exchange datagrams with another, whoever has its id then; the other has to do the same. */
    public Mount mountByDatagrams(Links from, Links to) {
        var peer = new NodeName(to.self().nodeId(), to.self().identity(), 0);
        return from.mountByDatagrams(peer, () -> datagrams.open(from.self(), peer));
    }

    private Connection open(Links from, int nodeId) throws IOException {
        if (parted.contains(Pair.of(from.self().nodeId(), nodeId))) {
            throw new IOException("no route to host");
        }
        var to = nodes.get(nodeId);
        if (to == null) {
            throw new IOException("connection refused");
        }
        var there = new SimulatedPipe(time);
        var back = new SimulatedPipe(time);
        var opened = new SimulatedConnection(this, back, there, to.self().identity());
        wires.add(new Wire(from, to, there, back, opened));
        to.accept(new SimulatedConnection(this, there, back, from.self().identity()));
        return opened;
    }

    /** Has nothing pass between two nodes; their connections break if that lasts too long. */
    public void part(int a, int b) {
        if (!parted.add(Pair.of(a, b))) {
            return;
        }
        for (var wire : wires) {
            if (wire.joins(a, b)) {
                wire.stall(true);
                var _ = time.schedule(patience, () -> {
                    if (parted.contains(Pair.of(a, b))) {
                        wire.breakOff("connection timed out");
                    }
                });
            }
        }
    }

    /** Takes {@link #part} back. */
    public void heal(int a, int b) {
        if (parted.remove(Pair.of(a, b))) {
            wires.stream().filter(wire -> wire.joins(a, b)).forEach(wire -> wire.stall(false));
        }
    }

    /** Ends all faults. */
    public void heal() {
        setFaults(0, 0);
        for (var pair : List.copyOf(parted)) {
            heal(pair.lower, pair.higher);
        }
    }

    /** Has a node be gone; the others notice when their patience ends. */
    public void crash(Links node) {
        node.crash();
        nodes.remove(node.self().nodeId(), node);
        datagrams.crash(node.self().nodeId());
        for (var wire : List.copyOf(wires)) {
            if (wire.touches(node)) {
                wire.stall(true);
                var _ = time.schedule(patience, () -> wire.breakOff("connection reset"));
            }
        }
    }

    boolean isParted(int a, int b) {
        return parted.contains(Pair.of(a, b));
    }

    /** Has something happen on this network's time. */
    void schedule(Duration delay, Runnable event) {
        var _ = time.schedule(delay, event);
    }

    Duration delay() {
        long range = delayMax.minus(delayMin).toNanos();
        return range == 0 ? delayMin : delayMin.plusNanos(random.nextLong(range + 1));
    }

    /** How many times a frame arrives. */
    int copies(Frame frame) {
        return frame.isSystem() ? 1 : copies(); // nobody sends the news of names again
    }

    /** How many times a datagram arrives. */
    int copies() {
        if (loss > 0 && random.nextDouble() < loss) {
            return 0;
        }
        return doubling > 0 && random.nextDouble() < doubling ? 2 : 1;
    }

    void closed(SimulatedConnection connection) {
        wires.removeIf(wire -> wire.opened.equals(connection));
    }
}
