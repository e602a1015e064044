package dev.microkernel.simulation;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.function.Supplier;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Our own supervision, registry and links by many seeds. In every build, a few; by profile, {@code -Dseeds=N} from {@code
 * -Dseed=FIRST} on.
 */
class SeedsTest {

    private static final int SEEDS = Integer.getInteger("seeds", 100);
    private static final long FIRST = Long.getLong("seed", 1);

    @ParameterizedTest(name = "{0}")
    @MethodSource("dev.microkernel.simulation.SimulationTest#scenarios")
    @SuppressWarnings("SystemOut") // the profile is run for this line
    void holds(String name, Supplier<Scenario> scenario) {
        long begin = System.nanoTime();
        long turns = Simulation.runAll(FIRST, SEEDS, scenario);
        double seconds = (System.nanoTime() - begin) / 1e9;

        System.out.printf(
                "simulation %-6s %,d seeds, %,d turns, %.1f s: %,.0f seeds/s%n",
                name, SEEDS, turns, seconds, SEEDS / seconds);
        assertThat(turns).isGreaterThan(SEEDS);
    }
}
