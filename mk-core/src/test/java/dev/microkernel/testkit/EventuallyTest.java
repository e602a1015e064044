package dev.microkernel.testkit;

import static dev.microkernel.testkit.Eventually.eventually;
import static java.time.Duration.ofSeconds;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.microkernel.actor.Behavior;
import dev.microkernel.system.ActorSystem;
import dev.microkernel.system.SimulatedSystem;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class EventuallyTest {

    private final SimulatedSystem simulation = ActorSystem.named("test").simulate(7);
    private final AtomicInteger ticks = new AtomicInteger();

    @AfterEach
    void close() {
        simulation.close();
    }

    private void tickEverySecond() {
        simulation.system().<String>spawn(context -> {
            context.startTimerAtFixedRate("key", "tick", ofSeconds(1));
            return message -> {
                ticks.incrementAndGet();
                return Behavior.same();
            };
        });
    }

    @Test
    void goesOnToTheInstantAtWhichItHolds() {
        tickEverySecond();
        eventually(simulation, ofSeconds(60), () -> assertThat(ticks).hasValue(3));

        assertThat(simulation.system().time().nanoTime()).isEqualTo(ofSeconds(3).toNanos());
    }

    @Test
    void saysWhatDidNotHoldWithTheLastFailureAsCause() {
        tickEverySecond();

        assertThatThrownBy(() -> eventually(simulation, ofSeconds(2), () -> {
                    if (ticks.get() < 3) {
                        throw new IllegalStateException("ticks=" + ticks);
                    }
                }))
                .isExactlyInstanceOf(AssertionError.class)
                .hasMessage("not so within 2s of virtual time: ticks=2; time=2s, seed=7, replay by simulate(7)")
                .hasCauseInstanceOf(IllegalStateException.class);
    }
}
