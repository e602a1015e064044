package dev.microkernel.cell;

import dev.microkernel.actor.ActorId;
import dev.microkernel.actor.ActorSpec;
import dev.microkernel.actor.Behavior;
import dev.microkernel.actor.Strategy;
import dev.microkernel.codec.CodecRegistry;
import dev.microkernel.dispatch.Scheduler;
import dev.microkernel.dispatch.SchedulerLoad;
import dev.microkernel.dispatch.Strand;
import dev.microkernel.dispatch.Turn;
import dev.microkernel.time.TimeSource;
import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What all cells of one node share, and the root of their tree. */
public final class Kernel {

    private static final Logger LOG = LoggerFactory.getLogger(Kernel.class);

    private final int nodeId;
    private final String identity;
    private final TimeSource time;
    private final Scheduler scheduler;
    private final RandomGenerator random;
    private final Strategy strategy;
    private final CodecRegistry codec;
    private final Consumer<? super VirtualMachineError> fatalErrors;
    private final Observing observing;
    private final DeadLetterRing deadLetters;
    private final Exports exports;
    private final NodeRegistry registry = new NodeRegistry(this);
    private final Roster<String, TypeCounters> types = new Roster<>(type -> new TypeCounters());
    private final Roster<RestartKind, LongAdder> restartKinds = new Roster<>(kind -> new LongAdder());
    private final AskFailures askFailures = new AskFailures();
    private final PendingAsks asks;
    private volatile Function<ActorId, @Nullable InternalRef<Object>> elsewhere = id -> null;
    private volatile boolean closed;
    private final LongAdder actors = new LongAdder();
    private final LongAdder restarts = new LongAdder();
    private final LongAdder unhandled = new LongAdder();
    private final LongAdder givenUp = new LongAdder();
    private final LongAdder killed = new LongAdder();
    private final NobodyRef nobody = new NobodyRef(this);
    private final CompletableFuture<Void> stopped = new CompletableFuture<>();
    private final ActorCell<Object> root;

    /**
     * A node without actors.
     *
     * @param nodeId the upper half of its actors' ids
     * @param identity its name, for people
     * @param strategy how actors supervise that name none
     * @param codec how actors that name none read and write what crosses a wire
     * @param fatalErrors hears of errors that the JVM may not survive
     * @param observing what goes around messages
     */
    public Kernel(
            int nodeId,
            String identity,
            TimeSource time,
            Scheduler scheduler,
            RandomGenerator random,
            Strategy strategy,
            CodecRegistry codec,
            Consumer<? super VirtualMachineError> fatalErrors,
            Observing observing) {
        this.nodeId = nodeId;
        this.identity = identity;
        this.exports = new Exports(nodeId);
        this.time = time;
        this.scheduler = scheduler;
        this.random = random;
        this.strategy = strategy;
        this.codec = codec;
        this.fatalErrors = fatalErrors;
        this.observing = observing;
        this.deadLetters = new DeadLetterRing(time);
        this.asks = new PendingAsks(time);
        this.root = new ActorCell<>(
                this,
                null,
                "",
                ActorSpec.of(context -> message -> Behavior.unhandled()).withType("root"));
        root.scheduleFirstTurn();
    }

    /** The node's name, for people. */
    public String identity() {
        return identity;
    }

    /** The upper half of the ids of this node's actors. */
    public int nodeId() {
        return nodeId;
    }

    /** The node's clock and timers. */
    public TimeSource time() {
        return time;
    }

    /** The supervisor of all actors that are started from outside. */
    public ActorCell<Object> root() {
        return root;
    }

    /** The codec of actors that name none. */
    public CodecRegistry codec() {
        return codec;
    }

    /** Where messages go that reach nobody. */
    public DeadLetterRing deadLetters() {
        return deadLetters;
    }

    /** The references that other nodes may send to. */
    public Exports exports() {
        return exports;
    }

    /** Names and groups of actors. */
    public NodeRegistry registry() {
        return registry;
    }

    /** The names of actors here and on connected nodes. */
    public NameTable names() {
        return registry.names();
    }

    /** The kinds of actors seen so far, and what they have done. */
    public Roster<String, TypeCounters> types() {
        return types;
    }

    /** How often actors of which kind were restarted by what and over what. */
    public Roster<RestartKind, LongAdder> restartKinds() {
        return restartKinds;
    }

    /** How many asks have failed, and why. */
    public AskFailures askFailures() {
        return askFailures;
    }

    /** What goes around messages. */
    Observing observing() {
        return observing;
    }

    /** Waits for something that actors are to bring about, at most so long. Whether it has happened. */
    public boolean await(CompletableFuture<?> event, Duration deadline) {
        return scheduler.await(event, deadline);
    }

    /** What the scheduler has to do, and has done. */
    public SchedulerLoad load() {
        return scheduler.load();
    }

    /** Completed when the root, and so every actor, has stopped. */
    public CompletableFuture<Void> stopped() {
        return stopped;
    }

    /** How many actors there are, the root not counted. */
    public long actors() {
        return actors.sum();
    }

    /** How many restarts there were since the node began. */
    public long restarts() {
        return restarts.sum();
    }

    /** How many messages behaviours had no use for. */
    public long unhandled() {
        return unhandled.sum();
    }

    /** How many actors were stopped because they failed more often than the root may bear. */
    public long givenUp() {
        return givenUp.sum();
    }

    /** How many actors were killed because they did not meet their deadline. */
    public long killed() {
        return killed.sum();
    }

    /** Drops the timers and ends all asks that still wait: neither replies nor time-outs will come. */
    public void close() {
        closed = true;
        time.close();
        asks.forEach(AskRef::systemClosed);
    }

    /** Starts a thread of code that may wait, on this node's scheduler; the body must not throw. */
    public Strand startStrand(String name, Runnable body) {
        return scheduler.startStrand(name, body);
    }

    /** Says how actors of connected nodes are found. */
    public void findElsewhere(Function<ActorId, @Nullable InternalRef<Object>> links) {
        elsewhere = links;
    }

    /** The reference that has an id: to an actor here whose id was given away, or on a connected node; null if none. */
    @SuppressWarnings("unchecked") // who sends to it by its id has the message decoded for it first
    public @Nullable InternalRef<Object> find(ActorId id) {
        if (id.sequence() == 0) {
            return null;
        }
        return id.node() == nodeId ? (InternalRef<Object>) exports.get(id.sequence()) : elsewhere.apply(id);
    }

    /** The asks that wait for a reply. */
    PendingAsks asks() {
        return asks;
    }

    boolean isClosed() {
        return closed;
    }

    /** The coarse clock in ticks, brought up to date if nobody else does that now. */
    int ticks() {
        if (scheduler.isIdle()) {
            time.refresh();
        }
        return time.coarse().ticks();
    }

    /** The turn that the calling thread runs; only from within one. */
    Turn currentTurn() {
        return Objects.requireNonNull(Turn.current(), "not within a turn");
    }

    Scheduler scheduler() {
        return scheduler;
    }

    /** The node's source of chance, which a simulation seeds. From any thread. */
    public RandomGenerator random() {
        return random;
    }

    Strategy strategy() {
        return strategy;
    }

    NobodyRef nobody() {
        return nobody;
    }

    void countStarted() {
        actors.increment();
    }

    void countEnded() {
        actors.decrement();
    }

    void countRestart(RestartKind kind) {
        restarts.increment();
        restartKinds.get(kind).increment();
    }

    void countUnhandled() {
        unhandled.increment();
    }

    void countKilled() {
        killed.increment();
    }

    /** Whether the calling thread runs a turn of that cell. */
    boolean isTurnOf(ActorCell<?> cell) {
        var turn = Turn.current();
        return turn != null && turn.actor() == cell;
    }

    /** Lets the operator know of an error that the JVM may not survive. */
    void reportFatal(ActorCell<?> cell, VirtualMachineError error) {
        try {
            LOG.atError()
                    .addKeyValue("actor", cell.path())
                    .setCause(error)
                    .log("{} ran into an error that the JVM may not survive", cell.path());
            fatalErrors.accept(error);
        } catch (Throwable broken) { // there may be no memory even for this; the actor fails in any case
            error.addSuppressed(broken);
        }
    }

    void countGivenUp() {
        givenUp.increment();
    }
}
