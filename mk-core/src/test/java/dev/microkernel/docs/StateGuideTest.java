package dev.microkernel.docs;

import static java.time.Duration.ofSeconds;
import static org.assertj.core.api.Assertions.assertThat;

import dev.microkernel.actor.ActorSpec;
import dev.microkernel.docs.Till.Command;
import dev.microkernel.docs.Till.Sales;
import dev.microkernel.docs.Till.Sell;
import dev.microkernel.state.MemoryStateStore;
import dev.microkernel.state.Snapshots;
import dev.microkernel.system.ActorSystem;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** What docs/state.md shows is compiled, and does what it says. */
class StateGuideTest {

    private static final Pattern REGION =
            Pattern.compile("( *)// (actor|open|process|values|limits)\n(.*?)\n *// end", Pattern.DOTALL);

    private final MemoryStateStore store = new MemoryStateStore();

    @Test
    void theGuideShowsTheExamplesAsTheyAre() throws IOException {
        var guide = Files.readString(Path.of("../docs/state.md"));
        var source = Files.readString(Path.of("src/test/java/dev/microkernel/docs/Till.java"));
        var shown = new ArrayList<String>();
        REGION.matcher(source).results().forEach(region -> {
            shown.add(region.group(2));
            assertThat(guide)
                    .contains("```java\n"
                            + region.group(3).indent(-region.group(1).length()) + "```");
        });
        assertThat(shown).containsExactly("actor", "open", "process", "values", "limits");
    }

    @Test
    void theTillGoesOnWhereItLeftOff() {
        assertGoesOn("till", ActorSpec.<Command>of(context -> Till.open(context, store)));
    }

    @Test
    void soDoesTheProcess() {
        assertGoesOn("counter", Till.process(store));
    }

    private void assertGoesOn(String name, ActorSpec<? super Sell> spec) {
        for (int life = 1; life <= 3; life++) {
            try (var simulation = ActorSystem.named("shop").simulate(1)) {
                var receipt = simulation.system().spawn(name, spec).ask(new Sell(250), String.class, ofSeconds(5));
                simulation.settle();

                assertThat(receipt).isCompletedWithValue("receipt");
                assertThat(Snapshots.of(store, name, Sales.class).load().join()).contains(new Sales(life, life * 250L));
            }
        }
    }

    @Test
    void valuesAndLimitsAreWhatTheGuideSays() {
        assertThat(Till.values(store)).contains("EUR");
        assertThat(Till.limits().ownerKeys()).isEqualTo(100);
    }
}
