package dev.microkernel.benchmarks;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * Runs the benchmarks and prints the table. For each work, all systems get a JVM, set up and warmed up one after the
 * other; then they take turns, a round each, in another order each time, so that whatever else happens on the machine
 * happens to all of them.
 */
public final class Benchmarks {

    private final Plan plan;
    private final Results results = new Results();

    private Benchmarks(Plan plan) {
        this.plan = plan;
    }

    /**
     * Exits with 1 if anything failed, after the table was printed.
     *
     * @param arguments the file for the results as JSON, then what {@link Plan#of} takes
     */
    public static void main(String[] arguments) throws IOException, InterruptedException {
        var file = Path.of(arguments[0]);
        var plan = Plan.of(List.of(arguments).subList(1, arguments.length).toArray(String[]::new));
        var started = Instant.now();
        var results = new Benchmarks(plan).run();
        Files.createDirectories(file.toAbsolutePath().getParent());
        Files.writeString(file, Json.text(results));
        System.out.printf("%n%s%n%n%s%n", Machine.text(), new Table(results).text());
        System.out.printf(
                "Medians of %d rounds in %d JVMs each; %d minutes in all; %s%n",
                plan.forks() * plan.rounds(),
                plan.forks(),
                Duration.between(started, Instant.now()).plusSeconds(30).toMinutes(),
                file);
        results.failures().forEach(failure -> System.out.println("FAILED: " + failure));
        if (!results.failures().isEmpty()) {
            System.exit(1);
        }
    }

    private Results run() throws IOException, InterruptedException {
        for (var work : Works.ALL) {
            var systems = Stream.of(Contestant.values())
                    .filter(system -> plan.includes(work, system))
                    .toList();
            for (int fork = 0; fork < plan.forks() && !systems.isEmpty(); fork++) {
                var started = Instant.now();
                fork(work, systems);
                long seconds = Duration.between(started, Instant.now()).toSeconds();
                System.out.printf("%s: JVMs %d of %d, %d s%n", work.name(), fork + 1, plan.forks(), seconds);
            }
            work.comparisons().forEach(results::derive);
        }
        return results;
    }

    private void fork(Work work, List<Contestant> systems) throws IOException, InterruptedException {
        var children = new ArrayList<ChildJvm>();
        try {
            for (var system : systems) {
                var child = new ChildJvm(work, system, plan.answerDeadline());
                children.add(child);
                warmUp(work, child);
            }
            for (int round = 0; round < plan.rounds(work); round++) {
                for (var child : children) {
                    round(work, child);
                }
                Collections.rotate(children, 1);
            }
        } finally {
            children.forEach(ChildJvm::close);
        }
    }

    /** A child that fails is reported once and closed; its rounds come to nothing. */
    private void warmUp(Work work, ChildJvm child) throws InterruptedException {
        try {
            child.awaitOpen();
            if (!plan.warmUp(work).isZero()) {
                child.warmUp(plan.warmUp(work));
            }
        } catch (ChildJvm.Failure failure) {
            results.addFailure(failure.what());
            child.close();
        }
    }

    private void round(Work work, ChildJvm child) throws InterruptedException {
        Map<String, Double> values = Map.of();
        if (child.isOpen()) {
            try {
                values = child.round(plan.round());
            } catch (ChildJvm.Failure failure) {
                results.addFailure(failure.what());
                child.close();
            }
        }
        for (var row : work.rows()) {
            var value = values.get(row.name());
            results.add(row, child.system(), value == null ? Double.NaN : value);
        }
    }
}
