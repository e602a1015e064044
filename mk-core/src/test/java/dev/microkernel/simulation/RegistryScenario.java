package dev.microkernel.simulation;

import static java.time.Duration.ofMillis;
import static java.time.Duration.ofSeconds;

import dev.microkernel.actor.ActorRef;
import dev.microkernel.actor.Behavior;
import dev.microkernel.actor.ExitReason;
import dev.microkernel.actor.NameChange;
import dev.microkernel.actor.Registry;
import dev.microkernel.supervision.Backoff;
import dev.microkernel.supervision.RestartStrategy;
import dev.microkernel.system.ActorSystem;
import dev.microkernel.system.SimulatedWorld;
import java.time.Duration;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.random.RandomGenerator;

/**
 * Actors that come and go, and get and lose names and memberships meanwhile. A name has one holder, is gone with it, and a
 * watcher that replays what it is told has the names as they are.
 */
class RegistryScenario implements Scenario {

    private static final int NAMES = 4;
    private static final int ACTORS = 4;

    protected final Ledger ledger = new Ledger();
    private final Map<String, ActorRef<?>> actors = new LinkedHashMap<>();
    private final Map<ActorRef<?>, CompletableFuture<ExitReason>> ends = new LinkedHashMap<>();
    private final Map<String, ActorRef<?>> granted = new HashMap<>();
    private final Map<String, ActorRef<Object>> replayed = new TreeMap<>();
    private ActorSystem system;

    /** What a planted fault may change. */
    protected Registry registry(ActorSystem running) {
        return running.registry();
    }

    @Override
    public void start(SimulatedWorld world, RandomGenerator random) {
        system = world.start(ActorSystem.named("names")
                .strategy(RestartStrategy.oneForOne()
                        .withoutIntensity()
                        .withBackoff(Backoff.exponential(ofMillis(1), ofMillis(5)))));
        ActorRef<NameChange> watcher = system.spawn("watcher", context -> change -> {
            switch (change) {
                case NameChange.Registered(var name, var actor) -> {
                    if (replayed.put(name, actor) != null) {
                        ledger.violated(name + " was registered before it was unregistered");
                    }
                }
                case NameChange.Unregistered(var name, var actor) -> {
                    if (!actor.equals(replayed.remove(name))) {
                        ledger.violated(name + " was unregistered by another than its holder");
                    }
                }
            }
            return Behavior.same();
        });
        registry(system).watch("", watcher);
        for (int i = 0; i < ACTORS; i++) {
            spawn("actor" + i);
        }
    }

    private void spawn(String name) {
        if (system.find("/" + name).isPresent()) {
            return;
        }
        var actor = system.<String>spawn(name, context -> message -> {
            if (message.equals("fail")) {
                throw new IllegalStateException("planted");
            }
            return Behavior.stopped();
        });
        actors.put(name, actor);
        ends.put(actor, system.monitor(actor));
    }

    @Override
    public Operation draw(RandomGenerator random) {
        var actor = "actor" + random.nextInt(ACTORS);
        var name = "name" + random.nextInt(NAMES);
        return switch (random.nextInt(10)) {
            case 0, 1, 2 -> new Operation("register " + name + " for " + actor, world -> register(name, actor));
            case 3 ->
                new Operation("unregister " + name, world -> {
                    registry(system).unregister(name);
                    granted.remove(name);
                });
            case 4 ->
                new Operation(
                        "join " + name + " " + actor, world -> registry(system).join(name, actors.get(actor)));
            case 5 ->
                new Operation(
                        "leave " + name + " " + actor, world -> registry(system).leave(name, actors.get(actor)));
            case 6 -> new Operation("fail " + actor, world -> told(actor, "fail"));
            case 7 -> new Operation("let " + actor + " stop itself", world -> told(actor, "stop"));
            case 8 -> new Operation("stop " + actor, world -> system.stop(actors.get(actor)));
            default -> new Operation("spawn " + actor, world -> spawn(actor));
        };
    }

    @SuppressWarnings("unchecked") // they take strings
    private void told(String actor, String message) {
        ((ActorRef<String>) actors.get(actor)).tell(message);
    }

    private void register(String name, String actor) {
        var ref = actors.get(actor);
        if (!registry(system).register(name, ref)) {
            return;
        }
        var holder = granted.put(name, ref);
        if (holder != null
                && !holder.equals(ref)
                && registry(system).namesOf(holder).contains(name)) {
            ledger.violated(name + " was given to " + actor + " though " + holder.path() + " has it");
        }
    }

    @Override
    public void checkSafety(SimulatedWorld world) {
        ledger.check();
        ends.forEach((actor, end) -> {
            if (end.isDone()) {
                requireForgotten(actor);
            }
        });
    }

    private void requireForgotten(ActorRef<?> actor) {
        var names = registry(system);
        for (int i = 0; i < NAMES; i++) {
            if (names.lookup("name" + i).filter(actor::equals).isPresent()) {
                throw new AssertionError("name" + i + " outlives " + actor.path());
            }
            if (names.members("name" + i).contains(actor)) {
                throw new AssertionError(actor.path() + " is dead and a member of name" + i);
            }
        }
        if (!names.namesOf(actor).isEmpty()) {
            throw new AssertionError(actor.path() + " is dead and has names: " + names.namesOf(actor));
        }
    }

    @Override
    public Duration calm() {
        return ofSeconds(5);
    }

    @Override
    public void checkLiveness(SimulatedWorld world) {
        checkSafety(world);
        var names = registry(system).list("");
        if (!names.equals(replayed)) {
            throw new AssertionError("the watcher was told " + replayed.keySet() + ", the names are " + names.keySet());
        }
    }
}
