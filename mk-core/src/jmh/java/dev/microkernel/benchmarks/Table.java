package dev.microkernel.benchmarks;

import java.util.ArrayList;
import java.util.List;
import java.util.OptionalDouble;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** The results as a table in Markdown, rows by systems, with our ratio to Pekko and the target. */
final class Table {

    private static final String NOTHING = "";

    private final Results results;

    Table(Results results) {
        this.results = results;
    }

    String text() {
        var lines = new ArrayList<List<String>>();
        lines.add(heading());
        results.rows().forEach(row -> lines.add(line(row)));
        int[] widths = IntStream.range(0, heading().size())
                .map(column -> lines.stream()
                        .mapToInt(line -> line.get(column).length())
                        .max()
                        .orElse(0))
                .toArray();
        lines.add(
                1,
                IntStream.range(0, widths.length)
                        .mapToObj(column -> column == 0 ? "-".repeat(widths[0]) : "-".repeat(widths[column] - 1) + ":")
                        .toList());
        return lines.stream().map(line -> padded(line, widths)).collect(Collectors.joining());
    }

    private static List<String> heading() {
        var cells = new ArrayList<>(List.of("work", "unit"));
        Stream.of(Contestant.values()).map(Contestant::title).forEach(cells::add);
        cells.addAll(List.of("ours/best Pekko", "target", "met"));
        return cells;
    }

    private List<String> line(Row row) {
        var cells = new ArrayList<>(List.of(row.name(), row.unit().text()));
        Stream.of(Contestant.values()).map(system -> cell(row, system)).forEach(cells::add);
        var ours = results.median(row, Contestant.MICROKERNEL);
        // A share of a share would say nothing.
        var timesPekko = row.unit() == Unit.RATIO ? OptionalDouble.empty() : results.timesPekko(row);
        cells.add(timesPekko.isPresent() ? Numbers.readable(timesPekko.getAsDouble()) : NOTHING);
        cells.add(row.target() == null ? NOTHING : row.target().text());
        cells.add(verdict(row, ours, timesPekko));
        return cells;
    }

    private String cell(Row row, Contestant system) {
        if (!results.tried(row, system)) {
            return NOTHING;
        }
        var median = results.median(row, system);
        return median.isPresent() ? Numbers.readable(median.getAsDouble()) : "failed";
    }

    /** Judges what is printed: nobody can see that 24.02 was printed as 24. */
    private static String verdict(Row row, OptionalDouble ours, OptionalDouble timesPekko) {
        var target = row.target();
        if (target == null || ours.isEmpty() || (target.needsPekko() && timesPekko.isEmpty())) {
            return NOTHING;
        }
        boolean met = target.isMet(Numbers.threeDigits(ours.getAsDouble()), Numbers.threeDigits(timesPekko.orElse(0)));
        return met ? "yes" : "no";
    }

    private static String padded(List<String> cells, int[] widths) {
        return IntStream.range(0, cells.size())
                .mapToObj(column -> (column == 0 ? "%-" : "%")
                        .concat(Math.max(1, widths[column]) + "s")
                        .formatted(cells.get(column)))
                .collect(Collectors.joining(" | ", "| ", " |\n"));
    }
}
