package dev.microkernel.docs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.microkernel.simulation.Simulation;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

/** What docs/simulation.md shows is compiled, and does what it says. */
class SimulationGuideTest {

    @Test
    void theGuideShowsTheScenarioAsItIs() throws IOException {
        var source = Files.readString(Path.of("src/test/java/dev/microkernel/docs/Tickets.java"));
        var example = source.substring(source.indexOf("// example\n") + 11, source.indexOf("    // end"))
                .indent(-4);

        assertThat(Files.readString(Path.of("../docs/simulation.md"))).contains("```java\n" + example + "```");
    }

    @Test
    void theCarefulTillHolds() {
        assertThat(Simulation.runAll(1, 100, () -> new Tickets.Sale(new Tickets.CarefulTill())))
                .isPositive();
    }

    @Test
    void theNaiveTillSellsTwice() {
        assertThatThrownBy(() -> Simulation.runAll(1, 100, () -> new Tickets.Sale(new Tickets.NaiveTill())))
                .hasMessageContaining("sold ")
                .hasMessageContaining("double some");
    }
}
