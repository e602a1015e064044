package dev.microkernel.simulation;

import static java.time.Duration.ofSeconds;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.microkernel.actor.ActorRef;
import dev.microkernel.actor.Behavior;
import dev.microkernel.system.ActorSystem;
import dev.microkernel.system.SimulatedWorld;
import java.time.Duration;
import java.util.HashSet;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class SimulationTest {

    static Stream<Arguments> scenarios() {
        return Stream.of(
                Arguments.of("trees", (Supplier<Scenario>) TreeScenario::new),
                Arguments.of("names", (Supplier<Scenario>) RegistryScenario::new),
                Arguments.of("links", (Supplier<Scenario>) LinkScenario::new),
                Arguments.of("confirmed", (Supplier<Scenario>) ConfirmedScenario::new));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("scenarios")
    void theSameSeedGivesTheSameRunAndOthersGiveOthers(String name, Supplier<Scenario> scenario) {
        var hashes = new HashSet<Long>();
        for (long seed = 1; seed <= 30; seed++) {
            var outcome = Simulation.run(seed, scenario);
            assertThat(Simulation.run(seed, scenario)).isEqualTo(outcome);
            hashes.add(outcome.hash());
        }
        assertThat(hashes).hasSizeGreaterThan(25);
    }

    /** Counts what it is told and takes offence at the fifth. */
    private static class CountingScenario implements Scenario {
        private ActorRef<String> counter;
        private int count;

        @Override
        public void start(SimulatedWorld world, RandomGenerator random) {
            counter = world.start(ActorSystem.named("counting")).spawn("counter", context -> message -> {
                count++;
                return Behavior.same();
            });
        }

        @Override
        public Operation draw(RandomGenerator random) {
            return random.nextBoolean()
                    ? new Operation("count", world -> counter.tell("count"))
                    : new Operation("nothing", world -> {});
        }

        @Override
        public int operations() {
            return 40;
        }

        @Override
        public Duration calm() {
            return ofSeconds(1);
        }

        @Override
        public void checkSafety(SimulatedWorld world) {
            assertThat(count).as("count").isLessThan(5);
        }
    }

    @Test
    void aFailureIsMadeAsSmallAsItCanBe() {
        assertThatExceptionOfType(SimulationFailure.class)
                .isThrownBy(() -> Simulation.run(3, CountingScenario::new))
                .satisfies(failure -> {
                    assertThat(failure.seed()).isEqualTo(3);
                    assertThat(failure.operations())
                            .extracting(Operation::text)
                            .containsExactly("count", "count", "count", "count", "count");
                })
                .withMessageContaining("seed 3 fails after a turn: [count]")
                .withMessageContaining("replay it by Simulation.run(3L, ...)")
                .withMessageContaining("operations that it takes, 5 of 40:\n  count\n")
                .withMessageContaining("counting/counter  String count");
    }

    @Test
    void whatAnOperationThrowsFailsTheRun() {
        assertThatExceptionOfType(SimulationFailure.class)
                .isThrownBy(() -> Simulation.run(1, () -> new CountingScenario() {
                    @Override
                    public Operation draw(RandomGenerator random) {
                        return new Operation("throw", world -> {
                            throw new IllegalStateException("planted");
                        });
                    }
                }))
                .withMessageContaining("planted")
                .satisfies(failure -> assertThat(failure.operations()).hasSize(1));
    }
}
