package dev.microkernel.testkit;

import static java.time.Duration.ofMillis;
import static java.time.Duration.ofSeconds;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.microkernel.actor.Behavior;
import dev.microkernel.actor.ExitReason;
import dev.microkernel.system.ActorSystem;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** A probe of a running system waits in real time for what comes from other threads. */
class RealProbeTest {

    private final ActorSystem system = ActorSystem.named("real").start();
    private final Probe<String> probe = new Probe<>(system, "probe");

    @AfterEach
    void close() {
        system.close();
    }

    @Test
    void waitsUntilTheMessageComes() {
        system.<String>spawn(context -> {
            context.startTimer("key", "late", ofMillis(50));
            return message -> {
                probe.ref().tell(message);
                return Behavior.same();
            };
        });

        probe.expectNothing(ofMillis(1));
        probe.expect("late");
    }

    @Test
    void saysWhatDidNotComeAndWhere() {
        assertThatThrownBy(() -> probe.within(ofMillis(10)).expect("late"))
                .isExactlyInstanceOf(AssertionError.class)
                .hasMessage("expected late within 0.01s, got nothing; receiver=/probe, system=real");
    }

    @Test
    void failsAtOnceIfItExpectsNothing() {
        probe.ref().tell("a");

        assertThatThrownBy(() -> probe.expectNothing(ofSeconds(60)))
                .isExactlyInstanceOf(AssertionError.class)
                .hasMessage("expected nothing for 1m, got [a]; receiver=/probe, system=real");
    }

    @Test
    void expectsTheEndOfAnActor() {
        var actor = system.<String>spawn("actor", context -> message -> Behavior.stopped());
        assertThatThrownBy(() -> probe.within(ofMillis(10)).expectTerminated(actor))
                .isExactlyInstanceOf(AssertionError.class)
                .hasMessageStartingWith("expected the end of /actor within 0.01s, but it is RUNNING");
        actor.tell("stop");

        probe.expectTerminated(actor, new ExitReason.Normal());
    }

    @Test
    void saysThatItWasInterrupted() {
        Thread.currentThread().interrupt();

        assertThatThrownBy(probe::receive)
                .isInstanceOf(IllegalStateException.class)
                .hasMessage("the test's thread was interrupted while it waited, system=real");
        assertThat(Thread.interrupted()).isTrue();
    }

    @Test
    void isNotForTheSystemOfASimulation() {
        try (var simulation = ActorSystem.named("simulated").simulate(1)) {
            assertThatThrownBy(() -> new Probe<String>(simulation.system(), "probe"))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessage("the system is simulated: give the probe the SimulatedSystem, system=simulated");
        }
    }
}
