package dev.microkernel.docs;

import static dev.microkernel.testkit.Eventually.eventually;
import static java.time.Duration.ofMinutes;
import static java.time.Duration.ofSeconds;
import static org.assertj.core.api.Assertions.assertThat;

import dev.microkernel.actor.ExitReason;
import dev.microkernel.docs.Thermostat.Command;
import dev.microkernel.docs.Thermostat.Heater;
import dev.microkernel.docs.Thermostat.Reading;
import dev.microkernel.docs.Thermostat.SetTarget;
import dev.microkernel.system.ActorSystem;
import dev.microkernel.testkit.BehaviorTestKit;
import dev.microkernel.testkit.Effect;
import dev.microkernel.testkit.Probe;
import dev.microkernel.testkit.TestInbox;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** What docs/testing.md shows is compiled, and does what it says. */
class TestingGuideTest {

    private static final Pattern REGION =
            Pattern.compile("( *)// (actor|alone|simulated|running)\n(.*?)\n *// end", Pattern.DOTALL);

    @Test
    void theGuideShowsTheseTests() throws IOException {
        var guide = Files.readString(Path.of("../docs/testing.md"));
        var shown = new ArrayList<String>();
        for (var file : List.of("Thermostat", "TestingGuideTest")) {
            var source = Files.readString(Path.of("src/test/java/dev/microkernel/docs/" + file + ".java"));
            REGION.matcher(source).results().forEach(region -> {
                shown.add(region.group(2));
                var example = region.group(3).indent(-region.group(1).length());
                assertThat(guide).contains("```java\n" + example + "```");
            });
        }
        assertThat(shown).containsExactly("actor", "alone", "simulated", "running");
    }

    // alone
    @Test
    void heatsWhenItIsColdAndWaitsForTheNextReading() {
        var heater = new TestInbox<Heater>("heater");
        var kit = new BehaviorTestKit<Command>(context -> new Thermostat(context, heater.ref()));
        kit.run(new Reading(18));

        heater.expect(Heater.ON);
        kit.expectEffect(new Effect.Told(heater.ref(), Heater.ON));
        assertThat(kit.expectEffect(Effect.TimerStarted.class).delay()).isEqualTo(ofMinutes(1));

        kit.fireTimer("silence");
        heater.expect(Heater.OFF);
    }

    @Test
    void refusesTooHighATarget() {
        var client = new TestInbox<String>("client");
        var heater = new TestInbox<Heater>("heater");
        var kit = new BehaviorTestKit<Command>(context -> new Thermostat(context, heater.ref()));
        kit.run(new SetTarget(50), client);

        client.expect("at most 30, celsius=50");
    }
    // end

    // simulated
    @Test
    void stopsHeatingAMinuteAfterTheLastReading() {
        try (var simulation = ActorSystem.named("house").simulate(1)) {
            var system = simulation.system();
            var heater = new Probe<Heater>(simulation, "heater");
            var thermostat = system.<Command>spawn("thermostat", context -> new Thermostat(context, heater.ref()));
            thermostat.tell(new Reading(18));

            heater.expect(Heater.ON);
            heater.expectNothing(ofSeconds(59));
            heater.within(ofSeconds(1)).expect(Heater.OFF);

            system.stop(thermostat);
            heater.expectTerminated(thermostat, new ExitReason.Stopped());
            eventually(
                    simulation, ofSeconds(1), () -> assertThat(system.actors()).isEqualTo(1));
        }
    }
    // end

    // running
    @Test
    void heatsOnRealThreads() {
        try (var system = ActorSystem.named("house").start()) {
            var heater = new Probe<Heater>(system, "heater");
            var thermostat = system.<Command>spawn("thermostat", context -> new Thermostat(context, heater.ref()));
            thermostat.tell(new Reading(18));

            heater.expect(Heater.ON); // waits for 3 s at most
            heater.expectNothing(); // waits for 100 ms
        }
    }
    // end
}
