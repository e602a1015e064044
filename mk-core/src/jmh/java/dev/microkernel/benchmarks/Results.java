package dev.microkernel.benchmarks;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** What came out, round by round; the n-th value of one system was measured right beside the n-th of any other. */
final class Results {

    private final Map<String, Map<Contestant, List<Double>>> valuesByRow = new HashMap<>();
    private final List<String> failures = new ArrayList<>();

    /** One round's value, in the order of rounds; NaN if the round failed. */
    void add(Row row, Contestant system, double value) {
        values(row, system).add(value);
    }

    void addFailure(String what) {
        failures.add(what);
    }

    List<String> failures() {
        return failures;
    }

    /** Ours over the other's, in each round in which both were measured. */
    void derive(Comparison comparison) {
        var ours = values(comparison.of(), Contestant.MICROKERNEL);
        var theirs = values(comparison.of(), comparison.reference());
        for (int round = 0; round < Math.min(ours.size(), theirs.size()); round++) {
            add(comparison.row(), Contestant.MICROKERNEL, ours.get(round) / theirs.get(round));
        }
    }

    /** Ours over that of the best configuration of Pekko in the same round: the median of all rounds. */
    OptionalDouble timesPekko(Row row) {
        var ours = values(row, Contestant.MICROKERNEL);
        var ratios = IntStream.range(0, ours.size())
                .mapToDouble(round -> ours.get(round) / bestPekko(row, round))
                .filter(Double::isFinite)
                .toArray();
        return Numbers.median(ratios);
    }

    private double bestPekko(Row row, int round) {
        return Contestant.PEKKO.stream()
                .map(system -> values(row, system))
                .filter(values -> round < values.size() && !Double.isNaN(values.get(round)))
                .mapToDouble(values -> values.get(round))
                .reduce((one, other) -> row.unit().best(one, other))
                .orElse(Double.NaN);
    }

    /** The median of all rounds. */
    OptionalDouble median(Row row, Contestant system) {
        return Numbers.median(measured(row, system));
    }

    /** How far the middle half of the rounds is spread to either side: half its width. */
    OptionalDouble error(Row row, Contestant system) {
        return Numbers.halfQuartileRange(measured(row, system));
    }

    /** Whether there was a round at all, be it one that failed. */
    boolean tried(Row row, Contestant system) {
        return !values(row, system).isEmpty();
    }

    private double[] measured(Row row, Contestant system) {
        return values(row, system).stream()
                .mapToDouble(Double::doubleValue)
                .filter(Double::isFinite)
                .toArray();
    }

    private List<Double> values(Row row, Contestant system) {
        return valuesByRow
                .computeIfAbsent(row.name(), name -> new EnumMap<>(Contestant.class))
                .computeIfAbsent(system, key -> new ArrayList<>());
    }

    /** The rows that have anything to show, in the order of the works. */
    List<Row> rows() {
        return Works.ALL.stream()
                .flatMap(work -> Stream.concat(
                        work.rows().stream(), work.comparisons().stream().map(Comparison::row)))
                .filter(row -> Stream.of(Contestant.values()).anyMatch(system -> tried(row, system)))
                .toList();
    }
}
