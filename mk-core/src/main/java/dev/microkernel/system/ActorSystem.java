package dev.microkernel.system;

import dev.microkernel.actor.ActorInfo;
import dev.microkernel.actor.ActorRef;
import dev.microkernel.actor.ActorSpec;
import dev.microkernel.actor.BehaviorFactory;
import dev.microkernel.actor.DeadLetters;
import dev.microkernel.actor.ExitReason;
import dev.microkernel.actor.Lifecycle;
import dev.microkernel.actor.MessageInterceptor;
import dev.microkernel.actor.Registry;
import dev.microkernel.actor.Strategy;
import dev.microkernel.cell.ActorCell;
import dev.microkernel.cell.InternalRef;
import dev.microkernel.cell.Kernel;
import dev.microkernel.cell.Observing;
import dev.microkernel.codec.CodecRegistry;
import dev.microkernel.codec.PayloadCodec;
import dev.microkernel.dispatch.Scheduler;
import dev.microkernel.dispatch.WorkerScheduler;
import dev.microkernel.log.LogActor;
import dev.microkernel.remote.LinkSettings;
import dev.microkernel.remote.Mount;
import dev.microkernel.remote.NodeListener;
import dev.microkernel.remote.PeerInfo;
import dev.microkernel.remote.PlainPeer;
import dev.microkernel.remote.Refusal;
import dev.microkernel.remote.UdpPeer;
import dev.microkernel.remote.link.Links;
import dev.microkernel.remote.link.LocalNode;
import dev.microkernel.supervision.RestartStrategy;
import dev.microkernel.time.SystemTime;
import dev.microkernel.time.TimeSource;
import dev.microkernel.wire.NodeIds;
import java.net.InetSocketAddress;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.event.Level;

/**
 * One running node: actors under a root that supervises them, their names, and links to other nodes. All methods may be
 * called from any thread.
 */
public final class ActorSystem implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(ActorSystem.class);

    private static final Duration CLOSE_DEADLINE = Duration.ofSeconds(10);
    private static final Duration GOODBYE_DEADLINE = Duration.ofSeconds(1);

    private final int nodeId;
    private final String identity;
    private final TimeSource time;
    private final Scheduler scheduler;
    private final Kernel kernel;
    private final Links links;
    private final SystemMetrics metrics;
    private final AtomicBoolean closed = new AtomicBoolean();
    private final CompletableFuture<Boolean> closing = new CompletableFuture<>();

    private ActorSystem(
            Builder builder, TimeSource time, Scheduler scheduler, RandomGenerator random, RandomGenerator nonces) {
        this.nodeId = builder.nodeId();
        this.identity = builder.identity;
        var self = new LocalNode(nodeId, identity, builder.links, nonces);
        this.time = time;
        this.scheduler = scheduler;
        this.kernel = new Kernel(
                nodeId,
                identity,
                time,
                scheduler,
                random,
                builder.strategy,
                new CodecRegistry(builder.codec),
                builder.fatalErrors,
                new Observing(builder.timedOneIn, builder.interceptor));
        this.links = new Links(kernel, self);
        this.metrics = new SystemMetrics(kernel, links);
        if (builder.logLinesPerSecond > 0) {
            registry().register(LogActor.NAME, spawn(LogActor.NAME, LogActor.spec(builder.logLinesPerSecond)));
        }
    }

    /**
     * A system to be configured and started.
     *
     * @param identity the node's name among nodes, 1 to 63 bytes; 1 to 31 if MK01 nodes are to know it
     */
    public static Builder named(String identity) {
        return new Builder(identity);
    }

    /** Lets actors run, if the system was built and not started. Idempotent. */
    public void start() {
        scheduler.start();
    }

    /** Starts an actor under the root, without a name of its own; see {@link #spawn(String, ActorSpec)}. */
    public <M> ActorRef<M> spawn(BehaviorFactory<M> factory) {
        return spawn(ActorSpec.of(factory));
    }

    /** Starts an actor under the root, without a name of its own; see {@link #spawn(String, ActorSpec)}. */
    public <M> ActorRef<M> spawn(ActorSpec<M> spec) {
        return kernel.root().spawn(null, spec);
    }

    /** Starts an actor under the root; see {@link #spawn(String, ActorSpec)}. */
    public <M> ActorRef<M> spawn(String name, BehaviorFactory<M> factory) {
        return spawn(name, ActorSpec.of(factory));
    }

    /**
     * Starts an actor under the root. Its name stands in its path; to make it known to other nodes, register one.
     *
     * @param name unique under the root; 1 to 63 bytes without '/' and control characters, not beginning with '$'
     * @throws IllegalArgumentException if the name is malformed or taken
     * @throws IllegalStateException if the system is closed
     */
    public <M> ActorRef<M> spawn(String name, ActorSpec<M> spec) {
        return kernel.root().spawn(name, spec);
    }

    /**
     * Has an actor of this node stop, children first, with reason {@link ExitReason.Stopped}.
     *
     * @throws IllegalArgumentException if it is not an actor of this node
     */
    public void stop(ActorRef<?> actor) {
        own(actor).stop(new ExitReason.Stopped());
    }

    /**
     * Has an actor of this node begin afresh, as after a failure, which is not counted; its parent does this, and its
     * siblings are not touched.
     *
     * @throws IllegalArgumentException if it is not an actor of this node, or the root
     */
    public void restart(ActorRef<?> actor) {
        own(actor).restart();
    }

    /**
     * Has an actor of this node handle no messages until {@link #resume}: they wait in its mailbox, its timers and piped
     * results, too. It goes on hearing signals; a process goes on until it wants a message.
     *
     * @throws IllegalArgumentException if it is not an actor of this node
     */
    public void suspend(ActorRef<?> actor) {
        own(actor).suspend(true);
    }

    /**
     * Takes {@link #suspend} back.
     *
     * @throws IllegalArgumentException if it is not an actor of this node
     */
    public void resume(ActorRef<?> actor) {
        own(actor).suspend(false);
    }

    /**
     * The actor of this node at a place in the tree.
     *
     * @param path as {@link ActorInfo#path} shows it, {@code /orders/printer}
     */
    public Optional<ActorRef<?>> find(String path) {
        return Optional.ofNullable(kernel.root().find(path));
    }

    /**
     * A future of an actor's end, for those who are no actors; cancelling it takes the interest back.
     *
     * @param actor of this node or another, where the loss of the node counts as its end
     * @return completed with the reason when the actor ends, at once if it has
     * @throws IllegalArgumentException if no actor system gave the reference out
     */
    public CompletableFuture<ExitReason> monitor(ActorRef<?> actor) {
        if (!(actor instanceof InternalRef<?> internal)) {
            throw new IllegalArgumentException("only references that an actor system gave out can be monitored, class="
                    + actor.getClass().getName());
        }
        return internal.ending();
    }

    /**
     * Gives an actor of this node a log level of its own, for what it logs by {@link
     * dev.microkernel.actor.ActorContext#log}.
     *
     * @param level null to take it back
     * @throws IllegalArgumentException if it is not an actor of this node
     */
    public void setLogLevel(ActorRef<?> actor, @Nullable Level level) {
        own(actor).setLogLevel(level);
    }

    /**
     * The log level that {@link #setLogLevel} has given an actor of this node.
     *
     * @throws IllegalArgumentException if it is not an actor of this node
     */
    public Optional<Level> logLevel(ActorRef<?> actor) {
        return Optional.ofNullable(own(actor).logLevel());
    }

    /** The inside of an actor of this node. */
    ActorCell<?> own(ActorRef<?> actor) {
        if (actor instanceof ActorCell<?> cell && cell.root() == kernel.root()) {
            return cell;
        }
        throw new IllegalArgumentException("it must be an actor of this node, actor=" + actor.path());
    }

    /**
     * Lets other nodes mount this one.
     *
     * @param address where to listen; port 0 for any. Beyond loopback only if peers have to prove who they are: by a
     *     pre-shared key, or mutual TLS
     * @throws dev.microkernel.remote.MountException if it cannot, or must not, listen there
     */
    public NodeListener listen(InetSocketAddress address) {
        return links.listen(address);
    }

    /**
     * Mounts another node, and again whenever the link is lost, until the mount is closed: after 100 ms, then twice as long
     * each time up to 10 s, less up to half of it by chance.
     *
     * @param addresses where the peer may be found, 1 to 16, tried in turn; {@linkplain
     *     InetSocketAddress#createUnresolved unresolved} ones are looked up for each attempt
     */
    public Mount mount(InetSocketAddress... addresses) {
        return links.mount(List.of(addresses));
    }

    /**
     * Mounts a node that says no hello, by a Unix domain socket, say, and again whenever the link is lost.
     *
     * @throws dev.microkernel.remote.MountException if it cannot, or must not, listen there
     * @throws IllegalArgumentException if the peer's id or identity is out of range
     */
    public Mount mount(PlainPeer peer) {
        return links.mount(peer);
    }

    /**
     * Mounts a node by UDP, and again whenever it has fallen silent. Nothing says whether anybody is there: the link begins at
     * once, names are told again now and then, and a peer that has answered before is gone after five
     * heartbeats of silence.
     *
     * @throws dev.microkernel.remote.MountException if it cannot, or must not, receive there
     * @throws IllegalArgumentException if the peer's id or identity is out of range
     */
    public Mount mount(UdpPeer peer) {
        return links.mount(peer);
    }

    /**
     * Mounts another node, once. If it is connected already, nothing changes.
     *
     * @return completed when it is mounted, or exceptionally with a {@link dev.microkernel.remote.MountException}
     */
    public CompletableFuture<PeerInfo> connect(InetSocketAddress address) {
        return links.connect(address);
    }

    Links links() {
        return links;
    }

    /** Where other nodes can mount this one: each listener's address, with its real port. */
    public List<InetSocketAddress> addresses() {
        return links.addresses();
    }

    /** The nodes connected now, by node id. */
    public List<PeerInfo> peers() {
        return links.peers();
    }

    /** The peers that are kept mounted, connected now or not. */
    public List<Mount> mounts() {
        return links.mounts();
    }

    /**
     * Ends the links with nodes of that name; they, and this node's mounts, may come again.
     *
     * @return how many links there were
     */
    public int disconnect(String identity) {
        return links.disconnect(identity);
    }

    /**
     * Ends the links with nodes of that name, and lets no other come about until {@link #unban}, or until this node ends.
     * Without a key or certificates a node can take another name.
     *
     * @throws IllegalStateException if 65,536 names are banned
     */
    public void ban(String identity) {
        links.ban(identity);
    }

    /** Takes {@link #ban} back. Whether the name was banned. */
    public boolean unban(String identity) {
        return links.unban(identity);
    }

    /** The names that are banned. */
    public Set<String> banned() {
        return links.banned();
    }

    /** How often this node has refused what of others. */
    public Map<Refusal, Long> refusals() {
        return links.refusals();
    }

    /**
     * The same actor, whose messages are kept until its node has confirmed them: they are sent again if the link is lost
     * and the node comes back in the same life, and each arrives once, in the order in which they were told by this
     * reference and others like it. Messages told by other references may overtake them. What is not confirmed in the end
     * is a dead letter of reason {@code UNCONFIRMED}. At most 4,096 messages or 8 MiB wait for each node; then {@code tell}
     * refuses. An actor of this node is returned as it is.
     *
     * @throws IllegalArgumentException if the actor's node does not confirm, as MK01 nodes do not
     */
    public <M> ActorRef<M> confirmed(ActorRef<M> actor) {
        return links.confirmed(actor);
    }

    /** How many connections of other nodes were refused. */
    public long refusedConnections() {
        return links.refused();
    }

    /** The node's id, the upper half of its actors' ids. */
    public int nodeId() {
        return nodeId;
    }

    /** The node's name among nodes. */
    public String identity() {
        return identity;
    }

    /** The node's clock and timers. */
    public TimeSource time() {
        return time;
    }

    /** The names and groups of actors here and on connected nodes. */
    public Registry registry() {
        return kernel.registry();
    }

    /** The messages that reached nobody. */
    public DeadLetters deadLetters() {
        return kernel.deadLetters();
    }

    /** The root and the tree below it, as it is now. */
    public ActorInfo inspect() {
        return kernel.root().inspect();
    }

    /** The root and at most so many actors below it, those near the root first. */
    public ActorInfo inspect(int descendantsMax) {
        return kernel.root().inspect(descendantsMax);
    }

    /**
     * An actor of this node and at most so many below it, those next to it first.
     *
     * @throws IllegalArgumentException if it is not an actor of this node
     */
    public ActorInfo inspect(ActorRef<?> actor, int descendantsMax) {
        return own(actor).inspect(descendantsMax);
    }

    /** How many actors there are. */
    public long actors() {
        return kernel.actors();
    }

    /** The actors of a {@linkplain ActorSpec#type type} that there are now, those near the root first. */
    public List<ActorRef<?>> actorsOfType(String type) {
        return kernel.root().descendants(Integer.MAX_VALUE).stream()
                .filter(actor ->
                        actor instanceof ActorCell<?> cell && cell.type().equals(type))
                .toList();
    }

    /** How many restarts there were. */
    public long restarts() {
        return kernel.restarts();
    }

    /** How many messages actors had no use for. */
    public long unhandled() {
        return kernel.unhandled();
    }

    /** How often an actor was seen to hold a worker for longer than the {@linkplain Builder#stallLimit limit}. */
    public long stalls() {
        return scheduler.stalls();
    }

    /** How many actors under the root failed so often that they were stopped for good. */
    public long givenUp() {
        return kernel.givenUp();
    }

    /** How many actors were killed because they did not let go within their {@linkplain Lifecycle#stopDeadline deadline}. */
    public long killed() {
        return kernel.killed();
    }

    /** What this node has done and has to do, in numbers. */
    public SystemMetrics metrics() {
        return metrics;
    }

    /** Whether the system has been closed. */
    public boolean isClosed() {
        return closed.get();
    }

    /**
     * Waits until actors have handled what was sent to them, and what they have sent each other over it: for an orderly end,
     * when nobody sends from outside any more. What suspended actors have waiting, what is stashed, and what timers will send
     * is not waited for. Not from within an actor.
     *
     * @param deadline how long to wait
     * @return how many messages are to be handled yet, 0 if all were handled in time; {@link #close} makes dead letters of
     *     those that wait
     */
    public long drain(Duration deadline) {
        if (scheduler.inTurn()) {
            throw new IllegalStateException(
                    "an actor cannot wait for its own system to be drained, system=" + identity());
        }
        return new Drain(kernel).await(deadline);
    }

    /** Closes with a deadline of 10 s; see {@link #close(Duration)}. */
    @Override
    public void close() {
        close(CLOSE_DEADLINE);
    }

    /**
     * Ends the links, then stops all actors, the youngest first and each after its children. Idempotent; not from
     * within an actor.
     *
     * @param deadline how long to wait; actors that have not stopped then are abandoned, with an error in the log
     * @return whether all have stopped in time
     */
    public boolean close(Duration deadline) {
        if (scheduler.inTurn()) {
            throw new IllegalStateException("an actor cannot close its own system and wait for it; have another"
                    + " thread do it, system=" + identity());
        }
        if (!closed.compareAndSet(false, true)) {
            return closing.join();
        }
        scheduler.start();
        if (!scheduler.await(links.goodbye(), GOODBYE_DEADLINE)) {
            LOG.debug("Not all peers of {} have read its goodbye", identity);
        }
        links.close();
        kernel.root().stop(new ExitReason.Stopped());
        boolean stopped = scheduler.await(kernel.stopped(), deadline);
        if (!stopped) {
            LOG.error("Actors of {} have not stopped within {}: {}", identity(), deadline, running());
        }
        scheduler.shutdown(deadline);
        kernel.close();
        closing.complete(stopped);
        return stopped;
    }

    private List<String> running() {
        return inspect()
                .withDescendants()
                .filter(actor -> actor.state() != ActorInfo.State.STOPPED)
                .map(actor -> actor.path() + " " + actor.state())
                .limit(20)
                .toList();
    }

    /** What a system is made of. */
    public static final class Builder {

        private final String identity;
        private @Nullable Integer nodeId;
        private LinkSettings links = LinkSettings.DEFAULT;
        private int workers = Math.clamp(Runtime.getRuntime().availableProcessors(), 2, WorkerScheduler.WORKERS_MAX);
        private int messagesPerTurn = 64;
        private Duration stallLimit = Duration.ofSeconds(1);
        private Strategy strategy = RestartStrategy.DEFAULT;
        private final CodecRegistry codec = new CodecRegistry();
        private Consumer<? super VirtualMachineError> fatalErrors = error -> {};

        /** 0 if messages are not counted. */
        private int timedOneIn;

        private @Nullable MessageInterceptor interceptor;

        /** 0 for no log actor. */
        private int logLinesPerSecond;

        private Builder(String identity) {
            this.identity = identity;
        }

        /**
         * With this node id, not 0, unsigned; MK01 nodes have 1 to 15. Without it one is derived from the identity, from
         * the range of MK01 if such nodes may link.
         */
        public Builder nodeId(int id) {
            nodeId = id;
            return this;
        }

        /** With these settings for links: keys, TLS, limits, and what peers may do. */
        public Builder links(LinkSettings settings) {
            links = settings;
            return this;
        }

        /** With so many worker threads, 1 to 64; by default one for each core, and at least two. */
        public Builder workers(int count) {
            if (count < 1 || count > WorkerScheduler.WORKERS_MAX) {
                throw new IllegalArgumentException(
                        "workers must be 1.." + WorkerScheduler.WORKERS_MAX + ", count=" + count);
            }
            workers = count;
            return this;
        }

        /** With actors that handle at most so many messages before others get their turn; 64 by default. */
        public Builder messagesPerTurn(int count) {
            if (count < 1) {
                throw new IllegalArgumentException("messages per turn must be 1 or more, count=" + count);
            }
            messagesPerTurn = count;
            return this;
        }

        /**
         * With a warning, which has the stack, about an actor that holds a worker for longer than this; 1 s by default.
         */
        public Builder stallLimit(Duration limit) {
            if (!limit.isPositive()) {
                throw new IllegalArgumentException("stall limit must be longer than zero, limit=" + limit);
            }
            stallLimit = limit;
            return this;
        }

        /**
         * With this told of every error that the JVM may not survive, {@link OutOfMemoryError} and its kin but not {@link
         * StackOverflowError}. The actor that ran into it fails as over any exception, which lets go of what it held, and
         * the error is logged. To end the process instead, halt it here, or have the JVM do it
         * ({@code -XX:+ExitOnOutOfMemoryError}).
         */
        public Builder onFatalError(Consumer<? super VirtualMachineError> listener) {
            fatalErrors = listener;
            return this;
        }

        /**
         * With the messages counted that actors of each type handle, and some of them timed: some nanoseconds each.
         *
         * @param timedOneIn every how many messages of an actor one is timed, 1 for all, to 1,048,576
         * @throws IllegalArgumentException if the number is out of range
         */
        public Builder countMessages(int timedOneIn) {
            if (timedOneIn < 1 || timedOneIn > Observing.TIMED_ONE_IN_MAX) {
                throw new IllegalArgumentException(
                        "one message in 1.." + Observing.TIMED_ONE_IN_MAX + " can be timed, timedOneIn=" + timedOneIn);
            }
            this.timedOneIn = timedOneIn;
            return this;
        }

        /** With this around every message that actors handle, and within the interceptors that were added before. */
        public Builder interceptor(MessageInterceptor around) {
            interceptor = interceptor == null ? around : new InterceptorPair(interceptor, around);
            return this;
        }

        /** With this strategy for the root and for actors that name none; {@link RestartStrategy#DEFAULT} by default. */
        public Builder strategy(Strategy supervision) {
            strategy = supervision;
            return this;
        }

        /**
         * With messages of this class written and read by this codec where they cross a wire; by default they are
         * packed structs.
         *
         * @param type a class, not abstract, with a {@link dev.microkernel.codec.MessageType}
         * @throws IllegalArgumentException if the class or its number cannot be had, or has a codec already
         */
        public Builder codec(Class<?> type, PayloadCodec payloads) {
            codec.register(type, payloads);
            return this;
        }

        /**
         * With messages of this class, which may lack the annotation, written and read by this codec.
         *
         * @param messageType the number nodes know the class by; unsigned, below 0xFF000000
         * @throws IllegalArgumentException if the class or the number cannot be had, or has a codec already
         */
        public Builder codec(int messageType, Class<?> type, PayloadCodec payloads) {
            codec.register(messageType, type, payloads);
            return this;
        }

        /** With a log actor that takes 100 lines a second from each node; see {@link #logActor(int)}. */
        public Builder logActor() {
            return logActor(LogActor.DEFAULT_LINES_PER_SECOND);
        }

        /**
         * With an actor, registered as {@value LogActor#NAME}, that writes what other nodes and actors here send it as
         * {@link dev.microkernel.log.LogLine}s to the logger {@value LogActor#LOGGER}. Without this there is none. Of
         * nodes that are connected with each other one should have it: the name is one actor's.
         *
         * @param linesPerSecond how many lines each node may send, 1 to 100,000; after a rest, twice as many at once. The
         *     rest are dropped, counted and reported in the log.
         * @throws IllegalArgumentException if the number is out of range
         */
        public Builder logActor(int linesPerSecond) {
            logLinesPerSecond = LogActor.requireLinesPerSecond(linesPerSecond);
            return this;
        }

        /** The system, not started: actors can be spawned and told, and run when it starts. */
        public ActorSystem build() {
            var threads = "mk-" + identity;
            var time = new SystemTime(threads + "-timer");
            var scheduler = new WorkerScheduler(threads, workers, time, messagesPerTurn, stallLimit);
            // Workers and senders draw at the same time.
            RandomGenerator randomness = () -> ThreadLocalRandom.current().nextLong();
            return build(time, scheduler, randomness, new SecureRandom());
        }

        /** The system, running. */
        public ActorSystem start() {
            var system = build();
            system.start();
            return system;
        }

        /**
         * The system on virtual time and one thread, with an order of turns that only the seed decides; for tests.
         */
        public SimulatedSystem simulate(long seed) {
            var world = new SimulatedWorld(seed);
            return new SimulatedSystem(world, world.start(this));
        }

        String identity() {
            return identity;
        }

        int messagesPerTurn() {
            return messagesPerTurn;
        }

        private int nodeId() {
            if (nodeId != null) {
                return nodeId;
            }
            return links.knowsLegacy() ? NodeIds.fromIdentity(identity) : NodeIds.wideFromIdentity(identity);
        }

        ActorSystem build(TimeSource time, Scheduler scheduler, RandomGenerator random, RandomGenerator nonces) {
            return new ActorSystem(this, time, scheduler, random, nonces);
        }
    }
}
