package dev.microkernel.cell;

import static java.time.Duration.ofSeconds;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.microkernel.actor.ActorInfo;
import dev.microkernel.actor.ActorSpec;
import dev.microkernel.actor.Behavior;
import dev.microkernel.mailbox.Delivery;
import dev.microkernel.system.ActorSystem;
import dev.microkernel.system.SimulatedSystem;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What is used wrongly says so, with the rule and the value, and costs nothing else. */
class BadUseTest {

    private final SimulatedSystem simulation = ActorSystem.named("test").simulate(4);
    private final ActorSystem system = simulation.system();

    @AfterEach
    void close() {
        simulation.close();
    }

    @Test
    void actorsWithoutANameGetOneThatNobodyCanTake() {
        var first = system.<String>spawn(context -> message -> Behavior.same());
        var second = system.<String>spawn(context -> message -> Behavior.same());

        assertThat(first.path()).startsWith("/$").isNotEqualTo(second.path());
        assertThat(first.path()).isEqualTo(first.path());
        assertThat(system.inspect().children()).extracting(ActorInfo::path).contains(first.path(), second.path());
        assertThatThrownBy(() -> system.<String>spawn("$1", context -> message -> Behavior.same()))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("must not begin with '$'")
                .hasMessageContaining("value='$1'");
    }

    @Test
    void aConstructorThatThrowsFailsItsActorOnly() {
        var actor = system.<String>spawn("broken", context -> {
            throw new IllegalStateException("planted");
        });
        simulation.advance(ofSeconds(60));

        assertThat(system.restarts()).isPositive();
        assertThat(system.inspect().children().getFirst().lastFailure()).contains("planted");
        assertThat(actor.tell("it waits for the next life")).isEqualTo(Delivery.ACCEPTED);
        assertThat(system.<String>spawn("sound", context -> message -> Behavior.same())
                        .path())
                .isEqualTo("/sound");
    }

    @Test
    void waitsOfAnyLengthAreTaken() {
        var forever = Duration.ofSeconds(Long.MAX_VALUE);
        var actor = system.<String>spawn("patient", context -> {
            context.startTimer("key", "never", forever);
            return message -> Behavior.same();
        });
        var process = system.spawn("process", ActorSpec.<String>process(self -> self.receive(forever)));
        var answer = actor.ask("hello", String.class, forever);
        simulation.advance(ofSeconds(60));

        assertThat(answer).isNotDone();
        assertThat(system.restarts()).isZero();
        assertThat(system.actors()).isEqualTo(2);
        system.stop(process);
        simulation.settle();
        assertThat(system.actors()).isEqualTo(1);
    }

    @Test
    void repeatingForEverIsNoOverflowEither() {
        system.<String>spawn("rare", context -> {
            context.startTimerAtFixedRate("key", "never", Duration.ofSeconds(Long.MAX_VALUE));
            context.setReceiveTimeout(Duration.ofDays(100));
            return message -> Behavior.same();
        });
        simulation.advance(ofSeconds(60));

        assertThat(system.restarts()).isZero();
        assertThat(system.actors()).isEqualTo(1);
    }
}
