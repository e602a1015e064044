package dev.microkernel.simulation;

import static java.time.Duration.ofMillis;
import static java.time.Duration.ofSeconds;

import dev.microkernel.actor.ActorContext;
import dev.microkernel.actor.ActorInfo;
import dev.microkernel.actor.ActorRef;
import dev.microkernel.actor.ActorSpec;
import dev.microkernel.actor.Behavior;
import dev.microkernel.actor.ExitReason;
import dev.microkernel.actor.RestartType;
import dev.microkernel.actor.Signal;
import dev.microkernel.actor.Strategy;
import dev.microkernel.actor.SupervisorSpec;
import dev.microkernel.actor.Verdict.Scope;
import dev.microkernel.cell.Cells;
import dev.microkernel.simulation.Ledger.Life;
import dev.microkernel.supervision.Backoff;
import dev.microkernel.supervision.Intensity;
import dev.microkernel.supervision.RestartStrategy;
import dev.microkernel.system.ActorSystem;
import dev.microkernel.system.SimulatedWorld;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.random.RandomGenerator;

/**
 * A tree of supervisors and workers of random kinds that fail, stop, watch and are linked with each other. No orphan, no
 * lost or doubled Terminated, no more restarts than granted, no message to a dead incarnation; and when all is calm, all
 * that is left runs.
 */
class TreeScenario implements Scenario {

    private static final int INNER = 3;
    private static final int WORKERS = 3;
    private static final int RESTARTS_MAX = 3;
    private static final Duration PERIOD = ofSeconds(1);

    /** What workers are told. */
    sealed interface Command {
        record Fail() implements Command {}

        record StopYourself() implements Command {}

        record WatchIt(String path, boolean begin) implements Command {}

        record LinkWith(String path) implements Command {}

        record Later(int delayMillis) implements Command {}

        /** What a life has sent to itself. */
        record OfLife(Life life) implements Command {}
    }

    protected final Ledger ledger = new Ledger();
    private final List<String> workers = new ArrayList<>();
    private final List<CompletableFuture<String>> futures = new ArrayList<>();
    private ActorSystem system;
    private ActorRef<?> top;

    TreeScenario() {
        for (int i = 0; i < INNER; i++) {
            for (int j = 0; j < WORKERS; j++) {
                workers.add("/top/inner" + i + "/worker" + j);
            }
        }
    }

    // ---- what a planted fault may change

    protected Strategy strategy(RestartStrategy sound) {
        return sound;
    }

    protected void onTerminated(Life life, ActorRef<?> actor) {
        ledger.terminated(life, actor);
    }

    protected void sendLater(ActorContext<Command> context, Life life, Duration delay) {
        context.startTimer("later", new Command.OfLife(life), delay);
    }

    protected void beforeOperation(ActorSystem running, String worker) {}

    // ---- the tree

    @Override
    public void start(SimulatedWorld world, RandomGenerator random) {
        system = world.start(ActorSystem.named("tree"));
        var patient = RestartStrategy.oneForOne()
                .withoutIntensity()
                .withBackoff(Backoff.exponential(ofMillis(10), ofMillis(50)));
        var spec = SupervisorSpec.of(patient);
        for (int i = 0; i < INNER; i++) {
            spec = spec.withChild("inner" + i, inner(Scope.values()[random.nextInt(3)], i, random));
        }
        top = system.spawn("top", ActorSpec.supervisor(spec));
    }

    private ActorSpec<Object> inner(Scope scope, int index, RandomGenerator random) {
        var granted = RestartStrategy.oneForOne()
                .withIntensity(new Intensity(RESTARTS_MAX, PERIOD))
                .withBackoff(Backoff.NONE);
        var strategy = switch (scope) {
            case ONE -> granted;
            case REST ->
                RestartStrategy.restForOne()
                        .withIntensity(new Intensity(RESTARTS_MAX, PERIOD))
                        .withBackoff(Backoff.NONE);
            case ALL ->
                RestartStrategy.oneForAll()
                        .withIntensity(new Intensity(RESTARTS_MAX, PERIOD))
                        .withBackoff(Backoff.NONE);
        };
        var supervisor = new Life[1];
        var spec = SupervisorSpec.of(strategy(strategy));
        for (int j = 0; j < WORKERS; j++) {
            var path = "/top/inner" + index + "/worker" + j;
            spec = spec.withChild("worker" + j, worker(path, scope, supervisor), type(random));
        }
        return ActorSpec.of(context -> {
                    supervisor[0] = ledger.begins("/top/inner" + index);
                    return (Object message) -> Behavior.same();
                })
                .withSupervisor(spec);
    }

    private static RestartType type(RandomGenerator random) {
        return random.nextInt(8) == 0 ? RestartType.TRANSIENT : RestartType.PERMANENT;
    }

    private ActorSpec<Command> worker(String path, Scope scope, Life[] supervisor) {
        return ActorSpec.of(context -> {
            var life = ledger.begins(path);
            if (context.carriedOver(String.class).isPresent()) {
                var whose = supervisor[0] + (scope == Scope.ONE ? "" : " child " + path);
                ledger.restarted(whose, context.time().nanoTime(), RESTARTS_MAX, PERIOD.toNanos());
            }
            return Behavior.of(message -> onMessage(context, life, message), signal -> onSignal(context, life, signal));
        });
    }

    private Behavior<Command> onMessage(ActorContext<Command> context, Life life, Command command) {
        switch (command) {
            case Command.Fail fail -> throw new IllegalStateException("planted");
            case Command.StopYourself stop -> {
                return Behavior.stopped();
            }
            case Command.WatchIt(var path, var begin) ->
                system.find(path).ifPresent(other -> {
                    if (!begin) {
                        context.unwatch(other);
                        ledger.unwatches(life, other);
                    } else if (!other.equals(context.self())) {
                        ledger.watches(life, other);
                        context.watch(other);
                    }
                });
            case Command.LinkWith(var path) ->
                system.find(path).ifPresent(other -> {
                    if (!other.equals(context.self())) {
                        context.link(other);
                    }
                });
            case Command.Later(var millis) -> {
                sendLater(context, life, ofMillis(millis));
                var future = new CompletableFuture<String>();
                futures.add(future);
                context.pipe(future, value -> new Command.OfLife(life), failure -> new Command.OfLife(life));
            }
            case Command.OfLife(var meantFor) -> ledger.arrives(meantFor, life);
        }
        return Behavior.same();
    }

    private Behavior<Command> onSignal(ActorContext<Command> context, Life life, Signal signal) {
        if (signal instanceof Signal.Terminated(var actor, var reason)) {
            onTerminated(life, actor);
        } else if (signal instanceof Signal.PreRestart(var reason)) {
            context.carryOver(reason instanceof ExitReason.Stopped ? "with others" : "failed");
        }
        return Behavior.same();
    }

    // ---- what happens

    @Override
    public int operations() {
        return 30;
    }

    @Override
    public Operation draw(RandomGenerator random) {
        var worker = workers.get(random.nextInt(workers.size()));
        var other = workers.get(random.nextInt(workers.size()));
        return switch (random.nextInt(13)) {
            case 0, 1, 2 -> tell(worker, new Command.Fail());
            case 3 -> tell(worker, new Command.StopYourself());
            case 4, 5 -> tell(worker, new Command.WatchIt(other, random.nextInt(4) > 0));
            case 6 -> tell(worker, new Command.LinkWith(other));
            case 7, 8 -> tell(worker, new Command.Later(random.nextInt(50)));
            case 9 ->
                new Operation("complete a future", world -> {
                    if (!futures.isEmpty()) {
                        futures.removeLast().complete("done");
                    }
                });
            case 10 ->
                new Operation("stop " + worker, world -> system.find(worker).ifPresent(system::stop));
            default ->
                new Operation(
                        "suspend and resume " + worker,
                        world -> system.find(worker).ifPresent(ref -> {
                            system.suspend(ref);
                            var _ = system.time().schedule(ofMillis(20), () -> system.resume(ref));
                        }));
        };
    }

    private Operation tell(String worker, Command command) {
        return new Operation("tell " + worker + " " + command, world -> {
            beforeOperation(system, worker);
            system.find(worker).ifPresent(ref -> told(ref, command));
        });
    }

    @SuppressWarnings("unchecked") // workers take commands
    private static void told(ActorRef<?> worker, Command command) {
        ((ActorRef<Command>) worker).tell(command);
    }

    // ---- what must hold

    @Override
    public void checkSafety(SimulatedWorld world) {
        ledger.check();
        if (top != null && Cells.inTree(top) < system.actors()) {
            throw new AssertionError(
                    "of " + system.actors() + " actors, only " + Cells.inTree(top) + " are in the tree");
        }
    }

    @Override
    public Duration calm() {
        return ofSeconds(10);
    }

    @Override
    public void checkLiveness(SimulatedWorld world) {
        checkSafety(world);
        if (Cells.inTree(top) != system.actors()) {
            throw new AssertionError(
                    "the tree holds " + Cells.inTree(top) + " actors, but there are " + system.actors());
        }
        system.inspect().withDescendants().forEach(actor -> {
            if (actor.state() != ActorInfo.State.RUNNING) {
                throw new AssertionError(actor.path() + " is " + actor.state() + " though all is calm");
            }
        });
        for (var watcher : ledger.watchers()) {
            if (ledger.isPresent(watcher) && system.find(watcher.path()).isPresent()) {
                for (var watched : ledger.unheard(watcher)) {
                    requireAlive(world, watcher, watched);
                }
            }
        }
    }

    private void requireAlive(SimulatedWorld world, Life watcher, ActorRef<?> watched) {
        var end = system.monitor(watched);
        world.settle();
        if (end.isDone()) {
            throw new AssertionError(watcher + " never heard of the end of " + watched.path());
        }
    }
}
