package dev.microkernel.spring.benchmarks;

import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.IntStream;

/** What the servers did under one kind of load, in the same rounds. */
final class Results {

    private final Work work;
    private final Map<Contestant, List<Round>> rounds = new EnumMap<>(Contestant.class);

    /** What a server did in one round. */
    private record Round(double perSecond, double cpuMicros) {}

    Results(Work work) {
        this.work = work;
    }

    Work work() {
        return work;
    }

    void add(Contestant contestant, Load.Done done, Duration cpu) {
        rounds.computeIfAbsent(contestant, first -> new ArrayList<>())
                .add(new Round(done.times() / (done.length().toNanos() / 1e9), cpu.toNanos() / 1e3 / done.times()));
    }

    /** Medians, in Markdown. */
    String table() {
        var text = new StringBuilder(
                "| %s | %2$s/s | CPU of the server, us each | %2$s/s over webflux's | CPU over webflux's |%n|---|---:|---:|---:|---:|%n"
                        .formatted(work.title(), work.unit()));
        var reference = rounds.getOrDefault(Contestant.WEBFLUX, List.of());
        rounds.forEach((contestant, values) -> text.append(String.format(
                Locale.ROOT,
                "| %s | %,.0f | %.1f | %.2f | %.2f |%n",
                contestant.title(),
                median(values.stream().map(Round::perSecond).toList()),
                median(values.stream().map(Round::cpuMicros).toList()),
                median(IntStream.range(0, values.size())
                        .mapToObj(i ->
                                values.get(i).perSecond() / reference.get(i).perSecond())
                        .toList()),
                median(IntStream.range(0, values.size())
                        .mapToObj(i ->
                                values.get(i).cpuMicros() / reference.get(i).cpuMicros())
                        .toList()))));
        return text.toString();
    }

    static double median(List<Double> values) {
        var sorted = values.stream().sorted().toList();
        int half = sorted.size() / 2;
        return sorted.size() % 2 == 1 ? sorted.get(half) : (sorted.get(half - 1) + sorted.get(half)) / 2;
    }
}
