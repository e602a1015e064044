package dev.microkernel.simulation;

import java.util.BitSet;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Runs scenarios by seeds. */
public final class Simulation {

    /** Most runs that are spent on making a failure smaller. */
    private static final int SHRINKING_RUNS_MAX = 400;

    private Simulation() {}

    /**
     * A run in which everything held.
     *
     * @param steps how many turns there were
     * @param hash equal for equal runs
     */
    public record Outcome(long seed, long steps, long hash) {}

    /**
     * Runs a scenario once. The same seed gives the same run.
     *
     * @param scenario makes the scenario of a run; called again for each run that is spent on making a failure smaller
     * @throws SimulationFailure if something did not hold, with the seed, the operations that it takes and the last turns
     */
    public static Outcome run(long seed, Supplier<? extends Scenario> scenario) {
        var run = new Run(seed, scenario);
        var all = new BitSet();
        all.set(0, run.operations());
        run.with(all);
        if (run.failure() == null) {
            return run.outcome();
        }
        throw failure(seed, shrink(seed, scenario, run, all), run.operations());
    }

    /**
     * Runs a scenario by each of so many seeds, and stops at the first that fails.
     *
     * @return how many turns there were in all
     * @throws SimulationFailure as {@link #run}
     */
    public static long runAll(long firstSeed, int seeds, Supplier<? extends Scenario> scenario) {
        long steps = 0;
        for (int i = 0; i < seeds; i++) {
            steps += run(firstSeed + i, scenario).steps();
        }
        return steps;
    }

    /**
     * Leaves operations out, first many at a time and then one, as long as the run fails in the same way. After Zeller and
     * Hildebrandt, Simplifying and Isolating Failure-Inducing Input, 2002.
     */
    private static Run shrink(long seed, Supplier<? extends Scenario> scenario, Run failing, BitSet operations) {
        var smallest = failing;
        var kept = operations;
        int runsLeft = SHRINKING_RUNS_MAX;
        for (int size = Math.max(1, kept.cardinality() / 2); size > 0 && runsLeft > 0; ) {
            boolean smaller = false;
            for (int from = kept.nextSetBit(0); from >= 0 && runsLeft > 0; ) {
                var fewer = (BitSet) kept.clone();
                int next = from;
                for (int left = size; left > 0 && next >= 0; left--) {
                    fewer.clear(next);
                    next = kept.nextSetBit(next + 1);
                }
                runsLeft--;
                var run = new Run(seed, scenario).with(fewer);
                if (isAlike(run.failure(), smallest.failure())) {
                    smallest = run;
                    kept = fewer;
                    smaller = true;
                }
                from = next;
            }
            if (!smaller) {
                size /= 2;
            }
        }
        return smallest;
    }

    /** Whether it is the same fault, as far as one can tell: the same class of exception from the same line. */
    private static boolean isAlike(@Nullable Throwable one, @Nullable Throwable other) {
        return one != null
                && other != null
                && one.getClass().equals(other.getClass())
                && origin(one).equals(origin(other));
    }

    private static String origin(Throwable failure) {
        for (var frame : failure.getStackTrace()) {
            if (!frame.getClassName().startsWith("org.assertj.")
                    && !frame.getClassName().startsWith("java.")) {
                return frame.toString();
            }
        }
        return "";
    }

    private static SimulationFailure failure(long seed, Run run, int operations) {
        var failure = run.failure();
        var text = new StringBuilder(1000)
                .append("seed ")
                .append(seed)
                .append(" fails ")
                .append(run.failedAt())
                .append(": ")
                .append(failure == null ? "" : failure.getMessage())
                .append("\nreplay it by Simulation.run(")
                .append(seed)
                .append("L, ...)\noperations that it takes, ")
                .append(run.done().size())
                .append(" of ")
                .append(operations)
                .append(':');
        run.done().forEach(operation -> text.append("\n  ").append(operation.text()));
        text.append("\nthe last of ").append(run.outcome().steps()).append(" turns:");
        run.lastLines().forEach(line -> text.append("\n").append(line));
        return new SimulationFailure(
                seed, text.toString(), run.done(), failure == null ? new AssertionError() : failure);
    }
}
