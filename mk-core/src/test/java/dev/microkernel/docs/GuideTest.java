package dev.microkernel.docs;

import static java.time.Duration.ofSeconds;
import static org.assertj.core.api.Assertions.assertThat;

import dev.microkernel.system.ActorSystem;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

/** What docs/actors.md shows is compiled, and does what it says. */
class GuideTest {

    @Test
    void theGuideShowsTheLiftAsItIs() throws IOException {
        var source = Files.readString(Path.of("src/test/java/dev/microkernel/docs/Lift.java"));
        var example = source.substring(source.indexOf("// example\n") + 11, source.indexOf("    // end"))
                .indent(-4);

        assertThat(Files.readString(Path.of("../docs/actors.md"))).contains("```java\n" + example + "```");
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
