package dev.microkernel.simulation;

import dev.microkernel.system.SimulatedWorld;
import java.time.Duration;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;
import org.jspecify.annotations.Nullable;

/** One run of a scenario by one seed, with all of its operations or some of them. */
final class Run {

    /** Most turns between two operations. */
    private static final int TURNS_MAX = 30;

    private static final Duration WAIT_MAX = Duration.ofSeconds(1);

    private record Planned(Operation operation, int turnsBefore) {}

    private final long seed;
    private final Scenario scenario;
    private final List<Planned> plan = new ArrayList<>();
    private final List<Operation> done = new ArrayList<>();
    private @Nullable Throwable failure;
    private String failedAt = "";
    private long steps;
    private long hash;
    private List<String> lastLines = List.of();

    Run(long seed, Supplier<? extends Scenario> maker) {
        this.seed = seed;
        this.scenario = maker.get();
        var random = generator(seed, 1);
        for (int i = scenario.operations(); i > 0; i--) {
            plan.add(new Planned(scenario.draw(random), random.nextInt(TURNS_MAX + 1)));
        }
    }

    /** A source of chance of its own for each use, so that one use more does not change the others. */
    private static RandomGenerator generator(long seed, int use) {
        return RandomGeneratorFactory.of("L64X128MixRandom").create(seed * 31 + use);
    }

    int operations() {
        return plan.size();
    }

    /** Runs it, once, with those operations. */
    Run with(BitSet chosen) {
        // On a virtual thread: handing over to another one, as every turn of a strand does, then costs no system call.
        var over = new CompletableFuture<Void>();
        Thread.ofVirtual().name("mk-simulation").start(() -> {
            try {
                runHere(chosen);
            } finally {
                over.complete(null);
            }
        });
        over.join();
        return this;
    }

    private void runHere(BitSet chosen) {
        try (var world = new SimulatedWorld(seed)) {
            var trace = new Trace(world);
            try {
                simulate(world, trace, chosen);
            } catch (Throwable thrown) { // whatever it is, it happened in this run
                failure = thrown;
            }
            steps = trace.steps();
            hash = trace.hash();
            lastLines = failure == null ? List.of() : trace.lines();
            world.observe(step -> {});
        }
    }

    private void simulate(SimulatedWorld world, Trace trace, BitSet chosen) throws Exception {
        world.observe(step -> {
            trace.step(step);
            scenario.checkSafety(world);
        });
        failedAt = "after a turn";
        scenario.start(world, generator(seed, 2));
        for (int i = 0; i < plan.size(); i++) {
            var next = plan.get(i);
            for (int turn = 0; turn < next.turnsBefore && world.stepOrWait(WAIT_MAX); turn++) {
                // each one is checked by the observer
            }
            if (chosen.get(i)) {
                done.add(next.operation);
                trace.operation(next.operation);
                next.operation.action().run(world);
                scenario.checkSafety(world);
            }
        }
        world.heal();
        world.advance(scenario.calm());
        failedAt = "in the end";
        scenario.checkLiveness(world);
    }

    @Nullable
    Throwable failure() {
        return failure;
    }

    String failedAt() {
        return failedAt;
    }

    List<Operation> done() {
        return done;
    }

    List<String> lastLines() {
        return lastLines;
    }

    Simulation.Outcome outcome() {
        return new Simulation.Outcome(seed, steps, hash);
    }
}
