package dev.microkernel.benchmarks;

import java.util.List;
import java.util.Set;
import java.util.function.Function;

/**
 * One work: what a JVM does for one system, and the rows that come of it.
 *
 * @param name by which it is chosen
 * @param systems who does it
 * @param rows what its rounds measure
 * @param comparisons what is derived from them
 * @param heavy whether it needs much memory, and time even for a short round
 * @param open sets it up on a running system
 */
record Work(
        String name,
        Set<Contestant> systems,
        List<Row> rows,
        List<Comparison> comparisons,
        boolean heavy,
        Function<Contender<?>, Session> open) {

    private static final String UNUSED = "allocation";

    /** A work of one row: how often something gets done in a second. */
    static Work throughput(Row row, Function<Contender<?>, Counted> open) {
        return special(List.of(row), contender -> new Throughput(row.name(), UNUSED, open.apply(contender)));
    }

    /** A work of two rows: how often something gets done in a second, and what is allocated each time. */
    static Work throughput(Row row, Row allocation, Function<Contender<?>, Counted> open) {
        return special(
                List.of(row, allocation),
                contender -> new Throughput(row.name(), allocation.name(), open.apply(contender)));
    }

    /** A work that measures in its own way. */
    static Work special(List<Row> rows, Function<Contender<?>, Session> open) {
        return new Work(rows.getFirst().name(), Contestant.ACTOR_SYSTEMS, rows, List.of(), false, open);
    }

    Work named(String newName) {
        return new Work(newName, systems, rows, comparisons, heavy, open);
    }

    Work by(Set<Contestant> others) {
        return new Work(name, others, rows, comparisons, heavy, open);
    }

    Work compared(Comparison comparison) {
        return new Work(name, systems, rows, List.of(comparison), heavy, open);
    }

    Work thatIsHeavy() {
        return new Work(name, systems, rows, comparisons, true, open);
    }
}
