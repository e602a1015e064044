package dev.microkernel.cell;

import static java.time.Duration.ofSeconds;
import static org.assertj.core.api.Assertions.assertThat;

import dev.microkernel.actor.ActorRef;
import dev.microkernel.actor.ActorSpec;
import dev.microkernel.actor.Behavior;
import dev.microkernel.actor.DeadLetter;
import dev.microkernel.actor.TraceContext;
import dev.microkernel.system.ActorSystem;
import dev.microkernel.system.SimulatedSystem;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Traces as dead letters show them: a message to an actor that has stopped ends each way. */
class TracePropagationTest {

    private static final TraceContext TRACE =
            new TraceContext("4bf92f3577b34da6a3ce929d0e0e4736", "00f067aa0ba902b7", 1);

    private final SimulatedSystem simulation = ActorSystem.named("test").simulate(2);
    private final ActorSystem system = simulation.system();
    private final ActorRef<Object> grave = system.spawn("grave", context -> Behavior.stopped());

    @AfterEach
    void close() {
        simulation.close();
    }

    @Test
    void goesFromActorToActorAndNotIntoOtherMessages() {
        simulation.settle();
        var second = system.spawn("second", this::bury);
        var first = system.<Object>spawn("first", context -> message -> {
            second.tell(message);
            return Behavior.same();
        });
        TRACE.run(() -> first.tell("traced"));
        first.tell("plain");
        simulation.settle();

        assertThat(system.deadLetters().newest())
                .extracting(DeadLetter::trace)
                .containsExactlyInAnyOrder(TRACE.toString(), "");
    }

    @Test
    void comesFromASourceWhereThereIsOneAndFromTheMessageWhereThatHasNone() {
        simulation.settle();
        var second = system.spawn("second", this::bury);
        var tracer = new AtomicReference<TraceContext>(TRACE);
        var source = TraceContext.addSource(() -> Optional.ofNullable(tracer.get()));
        try {
            second.tell("sourced");
            tracer.set(null);
            var first = system.<Object>spawn("first", context -> message -> {
                second.tell(message);
                return Behavior.same();
            });
            var other = new TraceContext("aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa", "bbbbbbbbbbbbbbbb", 0);
            other.run(() -> first.tell("passed on"));
            simulation.settle();
            tracer.set(TRACE);
            source.cancel();
            second.tell("behind the source's end");
            simulation.settle();

            assertThat(system.deadLetters().newest())
                    .extracting(DeadLetter::trace)
                    .containsExactly(TRACE.toString(), other.toString(), "");
        } finally {
            source.cancel();
        }
    }

    @Test
    void goesThroughAnAskThatIsPiped() {
        simulation.settle();
        var echo = system.<Object>spawn("echo", context -> message -> {
            context.reply(message);
            return Behavior.same();
        });
        var asker = system.<Object>spawn("asker", context -> message -> {
            if (message.equals("begin")) {
                context.pipe(echo.ask("hello", String.class, ofSeconds(1)), reply -> reply, failure -> failure);
            } else {
                grave.tell(message);
            }
            return Behavior.same();
        });
        TRACE.run(() -> asker.tell("begin"));
        simulation.settle();

        assertThat(system.deadLetters().newest()).extracting(DeadLetter::trace).containsExactly(TRACE.toString());
    }

    @Test
    void goesThroughAProcess() {
        simulation.settle();
        var process = system.spawn("process", ActorSpec.process(self -> {
            while (true) {
                grave.tell(self.receive());
            }
        }));
        TRACE.run(() -> process.tell("traced"));
        process.tell("plain");
        simulation.settle();

        assertThat(system.deadLetters().newest()).extracting(DeadLetter::trace).containsExactly(TRACE.toString(), "");
    }

    @Test
    void aListenerHearsOfDeadLettersUntilItEndsAndOneThatThrowsCostsNobodyElse() {
        simulation.settle();
        var heard = new CompletableFuture<DeadLetter>();
        var broken = system.deadLetters().listen(letter -> {
            throw new IllegalStateException("planted");
        });
        var listening = system.deadLetters().listen(heard::complete);
        grave.tell("one");
        broken.cancel();
        listening.cancel();
        grave.tell("two");

        assertThat(heard)
                .isCompletedWithValueMatching(letter -> letter.receiver().equals("/grave"));
        assertThat(system.deadLetters().total()).isEqualTo(2);
    }

    private Behavior<Object> bury(Object context) {
        return message -> {
            grave.tell(message);
            return Behavior.same();
        };
    }
}
