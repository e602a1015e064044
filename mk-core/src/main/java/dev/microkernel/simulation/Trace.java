package dev.microkernel.simulation;

import dev.microkernel.system.SimulatedWorld;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What has happened in a run: the end of it as text, all of it as a number that is equal for equal runs. */
final class Trace {

    private static final int ENTRIES_MAX = 60;

    private record Entry(Duration at, String who, @Nullable Object message) {

        @Override
        public String toString() {
            var what = message == null ? "" : "  " + message.getClass().getSimpleName() + " " + message;
            return "%10.6fs  %s%s".formatted(at.toNanos() / 1e9, who, what);
        }
    }

    private final SimulatedWorld world;
    private final ArrayDeque<Entry> last = new ArrayDeque<>();
    private long steps;
    private long hash;

    Trace(SimulatedWorld world) {
        this.world = world;
    }

    void step(SimulatedWorld.Step step) {
        steps++;
        var message = step.message();
        add(step.node() + step.who(), message);
        mix(step.node().hashCode());
        mix(step.who().hashCode());
        mix(message == null ? 0 : message.getClass().getName().hashCode());
        mix(Long.hashCode(world.elapsed().toNanos()));
    }

    void operation(Operation operation) {
        add("* " + operation.text(), null);
        mix(operation.text().hashCode());
    }

    private void add(String who, @Nullable Object message) {
        if (last.size() == ENTRIES_MAX) {
            last.removeFirst();
        }
        last.addLast(new Entry(world.elapsed(), who, message));
    }

    private void mix(int value) {
        hash = hash * 0x9E3779B97F4A7C15L + value;
    }

    long steps() {
        return steps;
    }

    long hash() {
        return hash;
    }

    List<String> lines() {
        return last.stream().map(Entry::toString).toList();
    }
}
