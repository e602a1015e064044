package dev.microkernel.spring.benchmarks;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.regex.Pattern;

/**
 * Measures what actors behind requests, event streams and WebSockets cost: all servers get the same load, a round each in turns,
 * in JVMs of their own. Prints what they do in a second, the processor time of the server for each, and both over those of
 * the same handlers without an actor, round by round; and how long each takes to start.
 */
public final class RouteBenchmarks {

    private final int forks;
    private final int rounds;
    private final Duration warmUp;
    private final Duration round;
    private final List<Results> results;
    private final Map<Contestant, List<Double>> startMillis = new EnumMap<>(Contestant.class);

    private RouteBenchmarks(Pattern wanted, boolean quick) {
        results = Arrays.stream(Work.values())
                .filter(work -> wanted.matcher(work.title()).find())
                .map(Results::new)
                .toList();
        forks = quick ? 1 : 3;
        rounds = quick ? 2 : 3;
        warmUp = Duration.ofSeconds(quick ? 2 : 10);
        round = Duration.ofSeconds(quick ? 1 : 4);
    }

    /**
     * Arguments: a regular expression that finds something in the titles of the loads to be measured, and whether a rough
     * result will do, {@code true} or {@code false}.
     */
    public static void main(String[] arguments) throws IOException, InterruptedException, ExecutionException {
        var benchmarks = new RouteBenchmarks(Pattern.compile(arguments[0]), Boolean.parseBoolean(arguments[1]));
        for (int fork = 0; fork < benchmarks.forks; fork++) {
            benchmarks.fork();
        }
        benchmarks.results.forEach(result -> System.out.println(result.table()));
        System.out.println(benchmarks.starts());
    }

    private void fork() throws IOException, InterruptedException, ExecutionException {
        var servers = new ArrayList<ServerProcess>();
        try {
            for (var contestant : Contestant.values()) {
                var server = new ServerProcess(contestant);
                servers.add(server);
                startMillis
                        .computeIfAbsent(contestant, started -> new ArrayList<>())
                        .add(server.startMillis());
            }
            for (var result : results) {
                var contestants = servers.stream()
                        .filter(server -> result.work().isFor(server.contestant()))
                        .toList();
                measure(result, new ArrayList<>(contestants));
            }
        } finally {
            servers.forEach(ServerProcess::close);
        }
    }

    private void measure(Results result, List<ServerProcess> servers)
            throws IOException, InterruptedException, ExecutionException {
        for (var server : servers) {
            result.work().load(server.port()).run(warmUp);
        }
        for (int i = 0; i < rounds; i++) {
            for (var server : servers) {
                var cpuBefore = server.cpu();
                var done = result.work().load(server.port()).run(round);
                result.add(server.contestant(), done, server.cpu().minus(cpuBefore));
            }
            Collections.rotate(servers, 1);
        }
    }

    private String starts() {
        var text = new StringBuilder("| start | ms until it takes requests |\n|---|---:|\n");
        startMillis.forEach((contestant, values) -> text.append(
                String.format(Locale.ROOT, "| %s | %,.0f |%n", contestant.title(), Results.median(values))));
        return text.toString();
    }
}
