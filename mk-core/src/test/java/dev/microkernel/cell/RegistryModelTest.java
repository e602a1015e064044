package dev.microkernel.cell;

import static org.assertj.core.api.Assertions.assertThat;

import dev.microkernel.actor.ActorRef;
import dev.microkernel.actor.ActorSpec;
import dev.microkernel.actor.Behavior;
import dev.microkernel.actor.NameChange;
import dev.microkernel.mailbox.MailboxSpec;
import dev.microkernel.supervision.Backoff;
import dev.microkernel.supervision.RestartStrategy;
import dev.microkernel.system.ActorSystem;
import dev.microkernel.system.SimulatedSystem;
import dev.microkernel.wire.Names;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Predicate;
import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Random sequences of everything one can do to a registry, held against a model that is too simple to be wrong. A
 * sequence follows from its seed; a failure names the seed and the steps, and {@link #aSequenceThatFailedOnce} repeats it.
 */
class RegistryModelTest {

    private static final int SEQUENCES = 3000;
    private static final int STEPS = 40;
    private static final int PEER_NAMES_MAX = 2;
    private static final int[] PEERS = {3, 4};
    private static final List<String> NAMES = List.of("a", "ab", "b", "/n", "/n/a", "/n/b");
    private static final List<String> PREFIXES = List.of("", "a", "/", "/n/");
    private static final List<String> GROUPS = List.of("g", "/g");

    @Test
    void theRegistryDoesWhatTheModelDoes() {
        for (long seed = 0; seed < SEQUENCES; seed++) {
            run(seed);
        }
    }

    @ParameterizedTest
    @ValueSource(longs = 0)
    void aSequenceThatFailedOnce(long seed) {
        run(seed);
    }

    private static void run(long seed) {
        var steps = new ArrayList<String>();
        try (var sequence = new Sequence(seed, steps)) {
            for (int i = 0; i < STEPS; i++) {
                sequence.step();
                sequence.check();
            }
            sequence.end();
        } catch (RuntimeException | AssertionError failure) {
            throw new AssertionError("seed=" + seed + ", steps=" + steps + ": " + failure.getMessage(), failure);
        }
    }

    private static final class Sequence implements AutoCloseable {

        private final List<String> steps;
        private final RandomGenerator random;
        private final SimulatedSystem simulation;
        private final NodeRegistry registry;
        private final NameTable names;
        private final List<ActorRef<?>> alive = new ArrayList<>();
        private final List<ActorRef<?>> dead = new ArrayList<>();
        private int spawned;

        /** What each watcher was told, by prefix: the table, if nothing was missed. */
        private final Map<ActorRef<?>, Map<String, Map<String, ActorRef<Object>>>> replays = new HashMap<>();

        /** What was told twice, or after unwatch, or never came before it went. */
        private final List<NameChange> faults = new ArrayList<>();
        /** The model. */
        private final TreeMap<String, ActorRef<?>> table = new TreeMap<>();

        private final Map<Integer, Map<String, ActorRef<?>>> mounts = new HashMap<>();

        private final Map<String, LinkedHashSet<ActorRef<?>>> groups = new HashMap<>();
        private final Map<ActorRef<?>, Set<String>> watches = new HashMap<>();
        private final SortedSet<String> linkSaw = new TreeSet<>();

        Sequence(long seed, List<String> steps) {
            this.steps = steps;
            random = RandomGeneratorFactory.of("L64X128MixRandom").create(seed);
            simulation = ActorSystem.named("model")
                    .messagesPerTurn(1 + random.nextInt(4))
                    .strategy(RestartStrategy.oneForOne()
                            .withoutIntensity()
                            .withBackoff(Backoff.exponential(Duration.ofMillis(1), Duration.ofMillis(1))))
                    .simulate(seed);
            registry = (NodeRegistry) simulation.system().registry();
            names = registry.names();
            names.subscribe(new NameTable.Listener() {
                @Override
                public void registered(String name, ActorRef<?> actor) {
                    same("a new name to links", name, linkSaw.add(name), true);
                }

                @Override
                public void unregistered(String name) {
                    same("a known name to links", name, linkSaw.remove(name), true);
                }
            });
            spawn();
            spawn();
        }

        void step() {
            switch (random.nextInt(20)) {
                case 0 -> spawn();
                case 1, 2, 3 -> register(any(NAMES), actor());
                case 4 -> unregister(any(NAMES));
                case 5 -> unregister(any(NAMES), actor());
                case 6, 7 -> learn(any(PEERS), any(NAMES));
                case 8 -> forget(any(PEERS), any(NAMES));
                case 9 -> forgetNode(any(PEERS));
                case 10, 11 -> watch(any(PREFIXES), actor());
                case 12 -> unwatch(any(PREFIXES), actor());
                case 13, 14 -> join(any(GROUPS), random.nextInt(4) == 0 ? elsewhere(any(PEERS)) : actor());
                case 15 -> leave(any(GROUPS), actor());
                case 16 -> stop();
                case 17 -> fail();
                default -> settle();
            }
        }

        // ---- steps, each done to the registry and to the model

        private void spawn() {
            var mine = new TreeMap<String, Map<String, ActorRef<Object>>>();
            var spec = ActorSpec.<Object>of(context -> {
                mine.values().forEach(Map::clear);
                return message -> {
                    if (!(message instanceof Told(var prefix, var change))) {
                        throw new IllegalStateException("planted");
                    }
                    replay(change, mine.get(prefix));
                    return Behavior.same();
                };
            });
            var actor = simulation.system().spawn("actor-" + spawned++, spec.withMailbox(MailboxSpec.bounded(1)));
            alive.add(actor);
            replays.put(actor, mine);
            steps.add("spawn " + actor);
        }

        private void replay(NameChange change, @Nullable Map<String, ActorRef<Object>> told) {
            boolean expected = switch (change) {
                case NameChange.Registered(var name, var actor) -> told != null && told.put(name, actor) == null;
                case NameChange.Unregistered(var name, var actor) -> told != null && told.remove(name, actor);
            };
            if (!expected) {
                faults.add(change);
            }
        }

        private record Told(String prefix, NameChange change) {}

        private void register(String name, ActorRef<?> actor) {
            steps.add("register " + name + " " + actor);
            boolean expected;
            if (table.containsKey(name)) {
                expected = table.get(name).equals(actor);
            } else {
                expected = alive.contains(actor);
                if (expected) {
                    table.put(name, actor);
                }
            }
            same("register", "", registry.register(name, actor), expected);
        }

        private void unregister(String name) {
            steps.add("unregister " + name);
            boolean local = table.containsKey(name) && !(table.get(name) instanceof ElsewhereRef);
            if (local) {
                table.remove(name);
            }
            same("unregister", "", registry.unregister(name), local);
        }

        private void unregister(String name, ActorRef<?> holder) {
            steps.add("unregister " + name + " of " + holder);
            boolean holds = table.remove(name, holder);
            same("unregister", "", registry.unregister(name, holder), holds);
        }

        private void learn(int node, String name) {
            var actor = elsewhere(node);
            steps.add("learn " + name + " " + actor);
            var mount = mounts.computeIfAbsent(node, missing -> new HashMap<>());
            boolean fits = mount.containsKey(name) || mount.size() < PEER_NAMES_MAX;
            var holder = table.get(name);
            boolean expected = fits && (holder == null || isOf(node).test(holder));
            if (fits) {
                mount.put(name, actor);
            }
            if (expected) {
                table.put(name, actor);
            }
            assertThat(names.learn(node, "peer" + node, name, actor, PEER_NAMES_MAX) == null)
                    .isEqualTo(expected);
        }

        private void forget(int node, String name) {
            steps.add("forget " + name + " of " + node);
            mounts.getOrDefault(node, new HashMap<>()).remove(name);
            if (table.containsKey(name) && isOf(node).test(table.get(name))) {
                table.remove(name);
            }
            names.forget(node, name);
        }

        private void forgetNode(int node) {
            steps.add("forget node " + node);
            mounts.remove(node);
            table.values().removeIf(isOf(node));
            groups.values().forEach(members -> members.removeIf(isOf(node)));
            registry.forgetNode(node);
        }

        private void watch(String prefix, ActorRef<?> actor) {
            steps.add("watch '" + prefix + "' " + actor);
            if (alive.contains(actor)) {
                watches.computeIfAbsent(actor, missing -> new HashSet<>()).add(prefix);
                replays.get(actor).put(prefix, new TreeMap<>());
            }
            registry.watch(prefix, untyped(actor), change -> new Told(prefix, change));
        }

        private void unwatch(String prefix, ActorRef<?> actor) {
            steps.add("unwatch '" + prefix + "' " + actor);
            boolean watched = watches.getOrDefault(actor, Set.of()).contains(prefix);
            if (watched) {
                watches.get(actor).remove(prefix);
                replays.get(actor).remove(prefix);
            }
            same("unwatch", "", registry.unwatch(prefix, actor), watched);
        }

        private void join(String group, ActorRef<?> actor) {
            steps.add("join " + group + " " + actor);
            boolean lives = alive.contains(actor) || actor instanceof ElsewhereRef;
            if (lives) {
                groups.computeIfAbsent(group, missing -> new LinkedHashSet<>()).add(actor);
            }
            same("join", "", registry.join(group, actor), lives);
        }

        private void leave(String group, ActorRef<?> actor) {
            steps.add("leave " + group + " " + actor);
            boolean member = groups.containsKey(group) && groups.get(group).remove(actor);
            same("leave", "", registry.leave(group, actor), member);
        }

        private void stop() {
            if (alive.isEmpty()) {
                return;
            }
            var actor = alive.remove(random.nextInt(alive.size()));
            steps.add("stop " + actor);
            simulation.system().stop(actor);
            simulation.settle();
            dead.add(actor);
            table.values().removeIf(actor::equals);
            groups.values().forEach(members -> members.remove(actor));
            watches.remove(actor);
        }

        /** Has an actor restart, some time later. */
        private void fail() {
            if (!alive.isEmpty()) {
                var actor = alive.get(random.nextInt(alive.size()));
                steps.add("fail " + actor);
                var _ = untyped(actor).tell("planted");
            }
        }

        private void settle() {
            steps.add("settle");
            simulation.advance(Duration.ofSeconds(1));
        }

        // ---- what must hold after every step

        void check() {
            for (var name : NAMES) {
                same("look-up of", name, registry.lookup(name).orElse(null), table.get(name));
            }
            for (var prefix : PREFIXES) {
                same("list of", prefix, registry.list(prefix), behind(prefix));
            }
            for (int node : PEERS) {
                var mount = mounts.getOrDefault(node, Map.of());
                for (var name : NAMES) {
                    var path = Names.pathBelow("peer" + node, name);
                    var expected = mount.getOrDefault("/" + name, mount.get(name)); // of echo and /echo, the path
                    same("look-up of", path, registry.lookup(path).orElse(null), expected);
                }
            }
            var holders = new HashSet<ActorRef<?>>(table.values());
            holders.addAll(alive);
            holders.addAll(dead);
            for (var holder : holders) {
                same("names of", holder, registry.namesOf(holder), namesOf(holder));
            }
            for (var group : GROUPS) {
                var members = groups.getOrDefault(group, new LinkedHashSet<>());
                same("members of", group, registry.members(group), List.copyOf(members));
            }
            same("groups", "", registry.groups(""), groupsWithMembers());
            same("what links were told", "", linkSaw, localNames());
            same("faults", "", faults, List.of());
            for (var actor : dead) {
                same("kept", actor, registry.knows(actor), false);
            }
        }

        /** Without AssertJ: this is called millions of times. */
        private static void same(String what, Object of, @Nullable Object actual, @Nullable Object expected) {
            if (!Objects.equals(actual, expected)) {
                throw new AssertionError(what + " " + of + ": expected " + expected + ", got " + actual);
            }
        }

        /** When nothing is on its way any more, every watcher has the table, and nothing was lost to get there. */
        void end() {
            settle();
            check();
            watches.forEach((actor, prefixes) -> prefixes.forEach(prefix -> {
                same(
                        "what " + actor + " was told of",
                        prefix,
                        replays.get(actor).get(prefix),
                        behind(prefix));
            }));
            while (!alive.isEmpty()) {
                stop();
            }
            for (int node : PEERS) {
                forgetNode(node);
            }
            check();
            assertThat(table).isEmpty();
            assertThat(registry.list("")).isEmpty();
            assertThat(registry.groups("")).isEmpty();
        }

        private Map<String, ActorRef<?>> behind(String prefix) {
            var found = new TreeMap<>(table);
            found.keySet().removeIf(name -> !name.startsWith(prefix));
            return found;
        }

        private SortedSet<String> namesOf(ActorRef<?> actor) {
            var found = new TreeSet<String>();
            table.forEach((name, holder) -> {
                if (holder.equals(actor)) {
                    found.add(name);
                }
            });
            return found;
        }

        private SortedSet<String> localNames() {
            var found = new TreeSet<String>();
            table.forEach((name, holder) -> {
                if (!(holder instanceof ElsewhereRef)) {
                    found.add(name);
                }
            });
            return found;
        }

        private SortedSet<String> groupsWithMembers() {
            var found = new TreeSet<String>();
            groups.forEach((group, members) -> {
                if (!members.isEmpty()) {
                    found.add(group);
                }
            });
            return found;
        }

        // ---- chance

        /** An actor of this node, now and then one that has ended. */
        private ActorRef<?> actor() {
            var from = alive.isEmpty() || (!dead.isEmpty() && random.nextInt(5) == 0) ? dead : alive;
            return from.get(random.nextInt(from.size()));
        }

        private ElsewhereRef elsewhere(int node) {
            return new ElsewhereRef(kernel(), node, 1 + random.nextInt(2));
        }

        private Kernel kernel() {
            return ((ActorCell<?>) (alive.isEmpty() ? dead : alive).getFirst()).kernel();
        }

        private <T> T any(List<T> values) {
            return values.get(random.nextInt(values.size()));
        }

        private int any(int[] values) {
            return values[random.nextInt(values.length)];
        }

        private static Predicate<ActorRef<?>> isOf(int node) {
            return actor -> actor instanceof ElsewhereRef && actor.id().node() == node;
        }

        @SuppressWarnings("unchecked") // the actors of this test take anything
        private static ActorRef<Object> untyped(ActorRef<?> actor) {
            return (ActorRef<Object>) actor;
        }

        @Override
        public void close() {
            simulation.close();
        }
    }
}
