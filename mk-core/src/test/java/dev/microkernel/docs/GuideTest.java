package dev.microkernel.docs;

import static java.time.Duration.ofSeconds;
import static org.assertj.core.api.Assertions.assertThat;

import dev.microkernel.actor.ActorInfo;
import dev.microkernel.actor.ActorRef;
import dev.microkernel.system.ActorSystem;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What docs/actors.md shows is compiled, and does what it says. */
class GuideTest {

    @ParameterizedTest
    @ValueSource(strings = {"Lift", "Printing"})
    void theGuideShowsTheExamplesAsTheyAre(String name) throws IOException {
        var source = Files.readString(Path.of("src/test/java/dev/microkernel/docs/" + name + ".java"));
        var example = source.substring(source.indexOf("// example\n") + 11, source.indexOf("// end"))
                .stripTrailing()
                .stripIndent();

        assertThat(Files.readString(Path.of("../docs/actors.md"))).contains("```java\n" + example + "\n```");
    }

    @Test
    void thePrinterIsRestartedWithTheSpool() {
        try (var simulation = ActorSystem.named("office").simulate(1)) {
            Printing.start(simulation.system());
            simulation.settle();
            @SuppressWarnings("unchecked")
            var spool = (ActorRef<String>)
                    simulation.system().find("/printing/spool").orElseThrow();
            spool.tell("page 1");
            simulation.settle();

            assertThat(simulation.system().inspect().children().getFirst().children())
                    .extracting(ActorInfo::restarts)
                    .containsExactly(1, 1);
        }
    }

    @Test
    void theLiftArrives() {
        try (var simulation = ActorSystem.named("house").simulate(1)) {
            var lift = Lift.start(simulation.system());
            lift.tell("is anybody there?");
            var answer = lift.ask(7, String.class, ofSeconds(60));
            simulation.advance(ofSeconds(7));

            assertThat(answer).isCompletedWithValue("arrived at 7");
        }
    }
}
