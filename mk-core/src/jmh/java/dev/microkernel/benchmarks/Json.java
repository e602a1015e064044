package dev.microkernel.benchmarks;

import java.util.ArrayList;
import java.util.Locale;
import java.util.OptionalDouble;
import java.util.stream.Collectors;

/** The results as JSON: a list of {@code {work, system, value, unit, error}}; both numbers null where all rounds failed. */
final class Json {

    private Json() {}

    static String text(Results results) {
        var entries = new ArrayList<String>();
        for (var row : results.rows()) {
            for (var system : Contestant.values()) {
                if (results.tried(row, system)) {
                    entries.add(entry(row, system, results));
                }
            }
        }
        return entries.stream().collect(Collectors.joining(",\n  ", "[\n  ", "\n]\n"));
    }

    private static String entry(Row row, Contestant system, Results results) {
        return "{\"work\": \"%s\", \"system\": \"%s\", \"value\": %s, \"unit\": \"%s\", \"error\": %s}"
                .formatted(
                        row.name(),
                        system.title(),
                        number(results.median(row, system)),
                        row.unit().text(),
                        number(results.error(row, system)));
    }

    private static String number(OptionalDouble value) {
        return value.isPresent() ? String.format(Locale.ROOT, "%.6f", value.getAsDouble()) : "null";
    }
}
