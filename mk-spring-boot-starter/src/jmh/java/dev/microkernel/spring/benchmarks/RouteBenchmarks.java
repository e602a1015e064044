package dev.microkernel.spring.benchmarks;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.stream.IntStream;

/**
 * Measures what GETs cost: all servers get the same load, a round each in turns, in three JVMs one after the other. Prints
 * requests a second, processor time of the server for each, and ours over the same handler without an actor, round by round; and
 * how long each takes to start.
 */
public final class RouteBenchmarks {

    private static final int CONNECTIONS = 64;

    private final int forks;
    private final int rounds;
    private final Duration warmUp;
    private final Duration round;
    private final Map<Contestant, List<Measured>> measured = new EnumMap<>(Contestant.class);

    private final Map<Contestant, List<Double>> startMillis = new EnumMap<>(Contestant.class);

    /** What a server did in one round. */
    private record Measured(double perSecond, double cpuMicros) {}

    private RouteBenchmarks(boolean quick) {
        forks = quick ? 1 : 3;
        rounds = quick ? 2 : 3;
        warmUp = Duration.ofSeconds(quick ? 2 : 10);
        round = Duration.ofSeconds(quick ? 1 : 4);
    }

    /** Argument: whether a rough result will do, {@code true} or {@code false}. */
    public static void main(String[] arguments) throws IOException, InterruptedException, ExecutionException {
        var benchmarks = new RouteBenchmarks(Boolean.parseBoolean(arguments[0]));
        for (int fork = 0; fork < benchmarks.forks; fork++) {
            benchmarks.fork();
        }
        System.out.println(benchmarks.table());
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
                load(server).run(warmUp);
            }
            for (int i = 0; i < rounds; i++) {
                for (var server : servers) {
                    measure(server);
                }
                Collections.rotate(servers, 1);
            }
        } finally {
            servers.forEach(ServerProcess::close);
        }
    }

    private static GetLoad load(ServerProcess server) {
        return new GetLoad(server.port(), "/next", CONNECTIONS);
    }

    private void measure(ServerProcess server) throws InterruptedException, ExecutionException {
        var cpuBefore = server.cpu();
        long start = System.nanoTime();
        long requests = load(server).run(round);
        double seconds = (System.nanoTime() - start) / 1e9;
        double cpuMicros = server.cpu().minus(cpuBefore).toNanos() / 1e3 / requests;
        measured.computeIfAbsent(server.contestant(), contestant -> new ArrayList<>())
                .add(new Measured(requests / seconds, cpuMicros));
    }

    private String table() {
        var text = new StringBuilder(
                "| GET, %d connections | requests/s | CPU of the server, us each | requests/s over webflux's | CPU over webflux's | start, ms |%n"
                        .formatted(CONNECTIONS));
        text.append("|---|---:|---:|---:|---:|---:|\n");
        var reference = measured.getOrDefault(Contestant.WEBFLUX, List.of());
        measured.forEach((contestant, values) -> text.append(String.format(
                Locale.ROOT,
                "| %s | %,.0f | %.1f | %.2f | %.2f | %,.0f |%n",
                contestant.title(),
                median(values.stream().map(Measured::perSecond).toList()),
                median(values.stream().map(Measured::cpuMicros).toList()),
                median(ratios(values, reference, true)),
                median(ratios(values, reference, false)),
                median(startMillis.getOrDefault(contestant, List.of())))));
        return text.toString();
    }

    private static List<Double> ratios(List<Measured> values, List<Measured> reference, boolean speed) {
        return IntStream.range(0, Math.min(values.size(), reference.size()))
                .mapToObj(i -> speed
                        ? values.get(i).perSecond() / reference.get(i).perSecond()
                        : values.get(i).cpuMicros() / reference.get(i).cpuMicros())
                .toList();
    }

    private static double median(List<Double> values) {
        var sorted = values.stream().sorted().toList();
        int half = sorted.size() / 2;
        return sorted.size() % 2 == 1 ? sorted.get(half) : (sorted.get(half - 1) + sorted.get(half)) / 2;
    }
}
