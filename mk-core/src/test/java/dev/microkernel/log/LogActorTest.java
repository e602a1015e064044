package dev.microkernel.log;

import static java.time.Duration.ofMillis;
import static java.time.Duration.ofSeconds;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import ch.qos.logback.classic.Level;
import dev.microkernel.actor.ActorRef;
import dev.microkernel.actor.Behavior;
import dev.microkernel.system.ActorSystem;
import dev.microkernel.system.SimulatedSystem;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The log actor on virtual time, told by actors of its own node. */
class LogActorTest {

    private final LoggedLines logged = new LoggedLines();
    private final SimulatedSystem simulation =
            ActorSystem.named("node").nodeId(3).logActor(10).simulate(4);
    private final ActorSystem system = simulation.system();
    private final ActorRef<Object> log = system.registry().lookup("log").orElseThrow();

    @AfterEach
    void close() {
        simulation.close();
        logged.close();
    }

    @Test
    void writesALineAtItsLevel() {
        logged.setLevel(Level.DEBUG);
        for (var level : LogLine.Level.values()) {
            log.tell(new LogLine(level, "hello {}"));
        }
        simulation.settle();

        assertThat(logged.texts())
                .containsExactly("DEBUG hello {}", "INFO hello {}", "WARN hello {}", "ERROR hello {}");
    }

    @Test
    void saysWhichActorOfWhichNodeWroteIt() {
        var talking = system.<String>spawn("talking", context -> message -> {
            log.tell(new LogLine(LogLine.Level.INFO, message), context.self());
            return Behavior.same();
        });
        talking.tell("hello");
        simulation.settle();
        assertThat(logged.lastKeyValues()).isEqualTo(Map.of("node", "3", "actor", "/talking"));

        log.tell(new LogLine(LogLine.Level.INFO, "from no actor"));
        simulation.settle();
        assertThat(logged.lastKeyValues()).isEqualTo(Map.of("node", "3", "actor", "nobody"));
    }

    @Test
    void writesNoLineThatIsTwo() {
        tell("all well\nERROR not at all", 1);

        assertThat(logged.texts()).containsExactly("INFO all well\\nERROR not at all");
    }

    @Test
    void dropsWhatIsTooMuchAndSaysSoOnceInTenSeconds() {
        tell("chatter", 143);
        assertThat(logged.texts()).hasSize(20).containsOnly("INFO chatter");

        simulation.advance(ofMillis(9_999));
        assertThat(logged.texts()).hasSize(20);
        simulation.advance(ofMillis(1));
        assertThat(logged.texts()).hasSize(21).endsWith("WARN node 3: 123 lines dropped in 10 s");
        assertThat(logged.lastKeyValues()).isEqualTo(Map.of("node", "3", "dropped", 123L));

        simulation.advance(ofSeconds(60));
        assertThat(logged.texts()).as("nothing new to report").hasSize(21);
        tell("chatter", 21);
        simulation.advance(ofSeconds(10));
        assertThat(logged.texts()).hasSize(42).endsWith("WARN node 3: 1 lines dropped in 10 s");
    }

    @Test
    void goesOnWritingAtTheRateThatIsAllowed() {
        tell("burst", 20);
        for (int second = 0; second < 5; second++) {
            simulation.advance(ofSeconds(1));
            tell("then", 11);
        }

        assertThat(logged.texts()).hasSize(20 + 5 * 10);
    }

    @Test
    void linesBelowTheLevelOfTheLoggerUseNothingUp() {
        for (int i = 0; i < 100; i++) {
            log.tell(new LogLine(LogLine.Level.DEBUG, "detail"));
        }
        simulation.settle();
        tell("what matters", 20);
        simulation.advance(ofSeconds(60));

        assertThat(logged.texts()).hasSize(20).containsOnly("INFO what matters");
    }

    @Test
    void reportsWhatItDroppedBeforeItStops() {
        tell("chatter", 25);
        simulation.advance(ofSeconds(3));
        simulation.close();

        assertThat(logged.texts()).endsWith("WARN node 3: 5 lines dropped in 3 s");
    }

    @Test
    void hasNoUseForAnythingElse() {
        log.tell("a line?");
        simulation.settle();

        assertThat(system.unhandled()).isEqualTo(1);
        assertThat(logged.texts()).isEmpty();
    }

    @Test
    void thereIsNoneUnlessItIsAskedFor() {
        try (var plain = ActorSystem.named("plain").simulate(1)) {
            assertThat(plain.system().registry().lookup("log")).isEmpty();
            assertThat(plain.system().actors()).isZero();
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {Integer.MIN_VALUE, 0, 100_001})
    void refusesARateThatIsNone(int linesPerSecond) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> ActorSystem.named("node").logActor(linesPerSecond))
                .withMessage("lines per second must be 1..100000, linesPerSecond=" + linesPerSecond);
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 100_000})
    void takesTheLowestAndTheHighestRate(int linesPerSecond) {
        try (var other =
                ActorSystem.named("other").nodeId(4).logActor(linesPerSecond).simulate(1)) {
            other.system().registry().lookup("log").orElseThrow().tell(new LogLine(LogLine.Level.INFO, "hello"));
            other.settle();
        }

        assertThat(logged.texts()).containsExactly("INFO hello");
    }

    private void tell(String text, int times) {
        for (int i = 0; i < times; i++) {
            log.tell(new LogLine(LogLine.Level.INFO, text));
        }
        simulation.settle();
    }
}
