package dev.microkernel.simulation;

import static java.time.Duration.ofMillis;
import static java.time.Duration.ofSeconds;

import dev.microkernel.actor.ActorContext;
import dev.microkernel.actor.ActorRef;
import dev.microkernel.actor.ActorSpec;
import dev.microkernel.actor.Behavior;
import dev.microkernel.actor.NameChange;
import dev.microkernel.actor.Signal;
import dev.microkernel.codec.MessageType;
import dev.microkernel.mailbox.Delivery;
import dev.microkernel.remote.LinkSettings;
import dev.microkernel.remote.PeerInfo;
import dev.microkernel.simulation.Ledger.Life;
import dev.microkernel.system.ActorSystem;
import dev.microkernel.system.SimulatedWorld;
import dev.microkernel.wire.PreSharedKey;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.random.RandomGenerator;

/**
 * Nodes that mount each other, part, crash and come back, each with an actor that tells all others numbers and watches
 * them. Numbers of a pair arrive in their order, ends are heard of once, and nobody knows names of nodes that are gone.
 */
class LinkScenario implements Scenario {

    private static final int NODES = 3;
    private static final String GROUP = "hearers";

    /** What is published has a node of this and more, so that it is not mistaken for what is told. */
    private static final int PUBLISHED = 100;

    /** As above, of what is told through a gateway. */
    private static final int RELAYED = 200;

    /** A number from one life of a node to another node. */
    @MessageType(1)
    record Numbered(int node, int life, long number) {}

    /** What a node's actor is told. */
    sealed interface Command {
        record Talk() implements Command {}

        record Publish() implements Command {}

        record TalkThrough(int gateway) implements Command {}

        record Named(NameChange change) implements Command {}

        record Heard(Numbered number) implements Command {}
    }

    protected final Ledger ledger = new Ledger();
    private final ActorSystem[] systems = new ActorSystem[NODES];
    private final List<Set<ActorRef<Object>>> known = new ArrayList<>();
    private final Map<String, Long> nextNumbers = new HashMap<>();
    private LinkSettings settings = LinkSettings.DEFAULT;

    /** Whether each node is a gateway for the others. */
    private boolean relays;

    // ---- what a planted fault may change

    protected Delivery send(ActorContext<Command> context, ActorRef<Object> to, Numbered number) {
        return to.tell(number, context.self());
    }

    /** Of which kind of reference those are to whom numbers are told. */
    protected ActorRef<Object> hearer(ActorSystem system, ActorRef<Object> actor) {
        return actor;
    }

    protected void onNumbered(String pair, long number) {
        ledger.numbered(pair, number);
    }

    protected LinkSettings settings(LinkSettings drawn) {
        return drawn;
    }

    /** What chance makes of messages while {@code faulty}. */
    protected void setFaults(SimulatedWorld world, boolean faulty) {
        world.setFaults(faulty ? 0.3 : 0, 0);
    }

    protected void onTerminated(Life life, ActorRef<?> actor) {
        ledger.terminated(life, actor);
    }

    // ---- the nodes

    @Override
    public void start(SimulatedWorld world, RandomGenerator random) {
        world.setDelay(Duration.ZERO, ofMillis(random.nextInt(1, 50)));
        world.setPatience(ofSeconds(random.nextBoolean() ? 2 : 60)); // the network's; nodes have their own
        settings = LinkSettings.DEFAULT
                .withHeartbeat(ofMillis(random.nextInt(200, 2_000)))
                .withRoom(1024, random.nextInt(1024, 4096));
        if (random.nextBoolean()) {
            settings = settings.withKey(PreSharedKey.of("0123456789abcdef"));
        }
        relays = random.nextBoolean();
        if (relays) {
            settings = settings.withRelayed(List.of("node*"));
        }
        settings = settings(settings);
        for (int i = 0; i < NODES; i++) {
            known.add(new LinkedHashSet<>());
            startNode(world, i);
        }
    }

    private void startNode(SimulatedWorld world, int index) {
        var system =
                world.start(ActorSystem.named("node" + index).nodeId(index + 1).links(settings));
        systems[index] = system;
        known.get(index).clear();
        var life = ledger.begins("node" + index);
        var hearer = system.spawn(
                "hearer",
                ActorSpec.<Numbered>of(context -> number -> {
                            var pair = "node" + number.node + " life " + number.life + " to " + life;
                            if (number.node >= PUBLISHED) {
                                ledger.numbered(pair, number.number);
                            } else {
                                onNumbered(pair, number.number);
                            }
                            return Behavior.same();
                        })
                        .withWireMessages(Numbered.class));
        system.registry().register("hearer" + index, hearer);
        system.registry().join(GROUP, hearer);
        ActorRef<Command> talker = system.spawn(
                "talker",
                context -> Behavior.of(command -> onCommand(context, index, life, command), signal -> {
                    if (signal instanceof Signal.Terminated(var actor, var reason)) {
                        known.get(index).remove(actor);
                        onTerminated(life, actor);
                    }
                    return Behavior.same();
                }));
        system.registry().watch("hearer", talker, Command.Named::new);
        for (int other = 0; other < NODES; other++) {
            if (other != index && systems[other] != null) {
                world.mount(system, systems[other]); // and the other way round, if the other one is started again
            }
        }
    }

    private Behavior<Command> onCommand(ActorContext<Command> context, int index, Life life, Command command) {
        switch (command) {
            case Command.Talk talk -> {
                for (var hearer : known.get(index)) {
                    var pair = life + " to " + hearer.id();
                    long number = nextNumbers.getOrDefault(pair, 0L) + 1;
                    if (send(context, hearer, new Numbered(index, life.number(), number)) == Delivery.ACCEPTED) {
                        nextNumbers.put(pair, number);
                    }
                }
            }
            case Command.TalkThrough(int gateway) -> {
                int to = NODES - index - gateway;
                var path = relayPath(gateway, to);
                long number = nextNumbers.merge(life + " through " + gateway, 1L, Long::sum);
                systems[index]
                        .registry()
                        .lookup(path)
                        .ifPresent(relay -> relay.tell(
                                new Numbered(RELAYED + gateway * NODES + index, life.number(), number),
                                context.self()));
            }
            case Command.Publish publish -> {
                var topic = systems[index].registry().<Numbered>topic(GROUP);
                long number = nextNumbers.merge(life + " publishes", 1L, Long::sum);
                var _ = topic.publish(new Numbered(PUBLISHED + index, life.number(), number));
            }
            case Command.Named(NameChange.Registered(var name, var actor))
            when known.get(index).add(hearer(systems[index], actor)) -> {
                ledger.watches(life, actor);
                context.watch(actor);
            }
            case Command.Named named -> {}
            case Command.Heard heard -> {}
        }
        return Behavior.same();
    }

    // ---- what happens

    @Override
    public int operations() {
        return 40;
    }

    @Override
    public Operation draw(RandomGenerator random) {
        int one = random.nextInt(NODES);
        int other = (one + 1 + random.nextInt(NODES - 1)) % NODES;
        var pair = " node" + one + " and node" + other;
        return switch (random.nextInt(17)) {
            case 0, 1, 2 ->
                new Operation("connect" + pair, world -> {
                    var _ = world.connect(systems[one], systems[other]);
                });
            case 3 -> new Operation("part" + pair, world -> world.part(systems[one], systems[other]));
            case 4 -> new Operation("heal" + pair, world -> world.heal(systems[one], systems[other]));
            case 5 ->
                new Operation("crash node" + one, world -> {
                    world.crash(systems[one]);
                    startNode(world, one);
                });
            case 6 -> new Operation("lose and double nothing but wait", world -> world.advance(ofMillis(700)));
            case 7 -> new Operation("slow node" + one, world -> world.setSlowness(systems[one], 0.9));
            case 8 ->
                new Operation(
                        "clock of node" + one + " jumps back",
                        world -> world.jumpClock(systems[one], Duration.ofHours(-5)));
            case 9 -> new Operation("node" + one + " publishes", world -> tellTalker(one, new Command.Publish()));
            case 10 ->
                new Operation(
                        "hearer of node" + one + " leaves the group",
                        world -> systems[one].registry().leave(GROUP, hearerOf(one)));
            case 11 ->
                new Operation(
                        "hearer of node" + one + " joins the group",
                        world -> systems[one].registry().join(GROUP, hearerOf(one)));
            case 12, 13 ->
                new Operation(
                        "node" + one + " talks through node" + other,
                        world -> tellTalker(one, new Command.TalkThrough(other)));
            default -> new Operation("node" + one + " talks", world -> tellTalker(one, new Command.Talk()));
        };
    }

    @SuppressWarnings("unchecked") // the talker takes commands
    private void tellTalker(int index, Command command) {
        systems[index].find("/talker").ifPresent(talker -> ((ActorRef<Command>) talker).tell(command));
    }

    private ActorRef<Object> hearerOf(int index) {
        return systems[index].registry().lookup("hearer" + index).orElseThrow();
    }

    // ---- what must hold

    @Override
    public void checkSafety(SimulatedWorld world) {
        ledger.check();
    }

    @Override
    public Duration calm() {
        return ofSeconds(60);
    }

    @Override
    public void checkLiveness(SimulatedWorld world) {
        checkSafety(world);
        for (int i = 0; i < NODES; i++) {
            var connected = new LinkedHashSet<Integer>();
            connected.add(i + 1);
            systems[i].peers().forEach(peer -> connected.add(peer.nodeId()));
            for (var entry : systems[i].registry().list("").entrySet()) {
                if (!connected.contains(entry.getValue().id().node())) {
                    throw new AssertionError("node" + i + " knows " + entry.getKey() + " of a node that is gone");
                }
            }
            for (var watched : ledger.unheard(new Life("node" + i, present("node" + i)))) {
                requireAlive(world, i, watched);
            }
            for (int j = 0; j < NODES; j++) {
                requireMutual(i, j, connected);
            }
            requireMembers(i);
            requireRelays(i);
        }
    }

    private void requireAlive(SimulatedWorld world, int index, ActorRef<?> watched) {
        var end = systems[index].monitor(watched);
        world.settle();
        if (end.isDone()) {
            throw new AssertionError("node" + index + " never heard of the end of " + watched);
        }
    }

    private int present(String path) {
        int number = 1;
        while (!ledger.isPresent(new Life(path, number))) {
            number++;
        }
        return number;
    }

    /** Members of a group are those who have joined on their own node, if that is connected and knows groups. */
    private void requireMembers(int index) {
        var expected = new LinkedHashSet<ActorRef<Object>>();
        for (int other = 0; other < NODES; other++) {
            if (isMember(other) && (other == index || hearsOfGroups(index, other))) {
                expected.add(systems[index].registry().lookup("hearer" + other).orElseThrow());
            }
        }
        var members = systems[index].registry().members(GROUP);
        if (members.size() != expected.size() || !expected.containsAll(members)) {
            throw new AssertionError("node" + index + " has the members " + members + ", but joined have " + expected);
        }
    }

    private static String relayPath(int gateway, int to) {
        return "/node/node" + gateway + "/node/node" + to + "/hearer" + to;
    }

    /** What a gateway is linked with can be reached through it, and nothing else. */
    private void requireRelays(int index) {
        for (int gateway = 0; gateway < NODES; gateway++) {
            int to = NODES - index - gateway;
            if (gateway != index
                    && systems[index].registry().lookup(relayPath(gateway, to)).isPresent() != relays) {
                throw new AssertionError("node" + index + " should know node" + to + " through node" + gateway
                        + " if that is a gateway, gateway=" + relays);
            }
        }
    }

    private boolean isMember(int index) {
        return systems[index].registry().members(GROUP).contains(hearerOf(index));
    }

    private boolean hearsOfGroups(int one, int other) {
        return systems[one].peers().stream()
                .anyMatch(peer -> peer.nodeId() == other + 1 && peer.level() == PeerInfo.Level.MK02);
    }

    /** Links have two ends, and names go both ways. */
    private void requireMutual(int one, int other, Set<Integer> connected) {
        if (one == other) {
            return;
        }
        if (!connected.contains(other + 1)) {
            throw new AssertionError("node" + one + " does not find back to node" + other + " though all is calm");
        }
        if (systems[other].peers().stream().noneMatch(peer -> peer.nodeId() == one + 1)) {
            throw new AssertionError(
                    "node" + one + " is connected with node" + other + ", but not the other way round");
        }
        if (systems[one].registry().lookup("hearer" + other).isEmpty()) {
            throw new AssertionError("node" + one + " is connected with node" + other + " and does not know its names");
        }
    }
}
