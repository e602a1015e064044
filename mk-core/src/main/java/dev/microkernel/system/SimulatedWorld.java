package dev.microkernel.system;

import dev.microkernel.actor.ActorRef;
import dev.microkernel.dispatch.SeededLoop;
import dev.microkernel.dispatch.SeededScheduler;
import dev.microkernel.remote.Mount;
import dev.microkernel.remote.PeerInfo;
import dev.microkernel.remote.link.SimulatedNetwork;
import dev.microkernel.time.NodeTime;
import dev.microkernel.time.VirtualTime;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;
import org.jspecify.annotations.Nullable;

/**
 * Nodes, and the network between them, on one thread and on virtual time; whose turn it is, how long messages are under
 * way and which faults hit them, only the seed decides. Not thread-safe.
 */
public final class SimulatedWorld implements AutoCloseable {

    private record Inside(NodeTime time, SeededScheduler scheduler) {}

    private final long seed;
    private final VirtualTime time = new VirtualTime();
    private final SeededLoop loop;
    private final SimulatedNetwork network;
    private final Map<ActorSystem, Inside> nodes = new LinkedHashMap<>();

    /** How many nodes there ever were: each draws its own numbers, incarnations among them. */
    private long started;

    /** A world without nodes. */
    public SimulatedWorld(long seed) {
        this.seed = seed;
        this.loop = new SeededLoop(generator(seed));
        this.network = new SimulatedNetwork(time, generator(~seed));
    }

    private static RandomGenerator generator(long seed) {
        return RandomGeneratorFactory.of("L64X128MixRandom").create(seed);
    }

    /** What decides everything. */
    public long seed() {
        return seed;
    }

    /** Starts a node. */
    public ActorSystem start(ActorSystem.Builder builder) {
        var nodeTime = new NodeTime(time);
        var scheduler = new SeededScheduler(builder.identity(), loop, nodeTime, builder.messagesPerTurn());
        scheduler.start();
        var system =
                builder.build(nodeTime, scheduler, generator(seed * 31 + started), generator(~(seed * 31 + started)));
        started++;
        nodes.put(system, new Inside(nodeTime, scheduler));
        network.attach(system.links());
        return system;
    }

    /** The nodes that run, in the order of their start. */
    public List<ActorSystem> nodes() {
        return List.copyOf(nodes.keySet());
    }

    /**
     * Ends a node as a loss of power does: no code of it runs any more, and its peers notice when their patience ends. One
     * with the same identity can be started afterwards.
     */
    public void crash(ActorSystem node) {
        var inside = inside(node);
        nodes.remove(node);
        network.crash(node.links());
        inside.time.close();
        inside.scheduler.crash();
    }

    /**
     * Has one node mount another, or the one that has its id after a crash, and again whenever the link is lost; as {@link
     * ActorSystem#mount} does.
     */
    public Mount mount(ActorSystem from, ActorSystem to) {
        inside(from);
        inside(to);
        return network.mount(from.links(), to.links());
    }

    /**
     * Has one node exchange datagrams with another, as {@link ActorSystem#mount(dev.microkernel.remote.UdpPeer)} does; the
     * other one has to do the same. Each datagram may be lost, doubled or overtaken, what nodes say to each other, too.
     */
    public Mount mountByDatagrams(ActorSystem from, ActorSystem to) {
        inside(from);
        inside(to);
        return network.mountByDatagrams(from.links(), to.links());
    }

    /** Has one node mount another, once. */
    public CompletableFuture<PeerInfo> connect(ActorSystem from, ActorSystem to) {
        inside(from);
        inside(to);
        return network.connect(from.links(), to.links());
    }

    /** Has nothing pass between two nodes until {@link #heal}; their connections break if that lasts too long. */
    public void part(ActorSystem one, ActorSystem other) {
        network.part(one.nodeId(), other.nodeId());
    }

    /** Takes {@link #part} back. */
    public void heal(ActorSystem one, ActorSystem other) {
        network.heal(one.nodeId(), other.nodeId());
    }

    /** Ends all faults: partitions, losses, slow nodes and actors. */
    public void heal() {
        network.heal();
        nodes.values().forEach(inside -> inside.scheduler.forgetSlowness());
    }

    /** How long each message is under way between nodes, evenly distributed; up to a millisecond by default. */
    public void setDelay(Duration min, Duration max) {
        network.setDelay(min, max);
    }

    /**
     * How long the network takes to break the connections of parted and crashed nodes; 25 s by default. Nodes that ask
     * each other whether they are alive notice after three heartbeats.
     */
    public void setPatience(Duration patience) {
        network.setPatience(patience);
    }

    /** The chance of each message between nodes to be lost, and to arrive twice; 0 by default. */
    public void setFaults(double loss, double doubling) {
        requireChance(loss);
        requireChance(doubling);
        network.setFaults(loss, doubling);
    }

    /** The chance of a node to be passed over when one of its actors might have a turn; 0 by default, less than 1. */
    public void setSlowness(ActorSystem node, double chance) {
        requireChance(chance);
        inside(node).scheduler.setSlowness(chance);
    }

    /**
     * The chance of one actor to be passed over when it might have a turn; 0 by default, less than 1.
     *
     * @throws IllegalArgumentException if it is not an actor of that node
     */
    public void setSlowness(ActorSystem node, ActorRef<?> actor, double chance) {
        requireChance(chance);
        inside(node).scheduler.setSlowness(node.own(actor), chance);
    }

    private static void requireChance(double chance) {
        if (!(chance >= 0 && chance < 1)) {
            throw new IllegalArgumentException("a chance must be 0 to less than 1, chance=" + chance);
        }
    }

    /** Moves a node's wall clock, forward or back; time-outs and delays do not notice. */
    public void jumpClock(ActorSystem node, Duration by) {
        inside(node).time.jump(by);
    }

    private Inside inside(ActorSystem node) {
        var inside = nodes.get(node);
        if (inside == null) {
            throw new IllegalArgumentException("it is no running node of this world, node=" + node.identity());
        }
        return inside;
    }

    /**
     * A turn that was run.
     *
     * @param node the identity of the node
     * @param who the path of the actor, or the name of the thread
     * @param message the last message that the actor handled in the turn, or null
     */
    public record Step(String node, String who, @Nullable Object message) {}

    /** Has an observer told of every turn when it is over; what it throws ends the step. */
    public void observe(Consumer<Step> observer) {
        loop.observe(step -> observer.accept(new Step(step.node(), step.task().toString(), step.message())));
    }

    /** How long the world has been running. */
    public Duration elapsed() {
        return Duration.ofNanos(time.nanoTime());
    }

    /** Has one actor take one turn. Whether one wanted to; if none did, time has to move. */
    public boolean step() {
        return loop.step();
    }

    /**
     * Has one actor take one turn; if none wants one, moves time until one does, at most so far.
     *
     * @return whether one wants a turn, or had one
     */
    public boolean stepOrWait(Duration atMost) {
        return loop.step() || time.advanceUntil(() -> !loop.isIdle(), atMost, () -> {});
    }

    /** How many actors and threads want a turn. */
    public int pending() {
        return loop.size();
    }

    /** Lets actors run until none has anything to do. Time stands still. */
    public void settle() {
        loop.runUntilIdle();
    }

    /** Moves time forward, letting actors run until none has anything to do after every timer that fires. */
    public void advance(Duration amount) {
        time.advance(amount, this::settle);
    }

    /**
     * Moves time forward as {@link #advance}, at most so far, and stops at the instant at which a condition holds.
     *
     * @return whether it holds
     */
    public boolean advanceUntil(BooleanSupplier condition, Duration atMost) {
        return time.advanceUntil(condition, atMost, this::settle);
    }

    /** Crashes what still runs: a simulation that is over leaves no thread behind. */
    @Override
    public void close() {
        for (var node : nodes()) {
            crash(node);
        }
        settle();
        time.close();
    }
}
