package dev.microkernel.cell;

import static java.time.Duration.ofMillis;
import static java.time.Duration.ofSeconds;
import static org.assertj.core.api.Assertions.assertThat;

import dev.microkernel.actor.ActorSpec;
import dev.microkernel.actor.Behavior;
import dev.microkernel.mailbox.MailboxSpec;
import dev.microkernel.system.ActorSystem;
import dev.microkernel.system.SimulatedSystem;
import java.util.ArrayList;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class PendingAsksTest {

    private final SimulatedSystem simulation = ActorSystem.named("test").simulate(9);
    private final ActorSystem system = simulation.system();

    @AfterEach
    void close() {
        simulation.close();
    }

    @Test
    void everyAskTimesOutAtItsOwnDeadlineInWhateverOrderTheyAreDue() {
        var deaf = system.spawn(
                "deaf",
                ActorSpec.<Integer>of(context -> message -> Behavior.same()).withMailbox(MailboxSpec.unbounded()));
        var random = new Random(9);
        var endedAt = new ArrayList<CompletableFuture<Long>>();
        var deadlines = new ArrayList<Long>();
        for (int i = 0; i < 5_000; i++) {
            long millis = 1 + random.nextInt(3_000);
            deadlines.add(millis);
            endedAt.add(deaf.ask(i, String.class, ofMillis(millis))
                    .handle((reply, failure) -> system.time().nanoTime() / 1_000_000));
        }
        simulation.advance(ofSeconds(3));

        assertThat(endedAt).allSatisfy(ended -> assertThat(ended).isCompleted());
        assertThat(endedAt.stream().map(CompletableFuture::join)).containsExactlyElementsOf(deadlines);
    }

    @Test
    void anAskThatWaitsIsKeptAmongManyThatAreAnswered() {
        var actor = system.<Integer>spawn("actor", context -> message -> {
            if (message >= 0) {
                context.reply(message);
            }
            return Behavior.same();
        });
        var waiting = actor.ask(-1, Integer.class, ofSeconds(60));
        for (int i = 0; i < 20_000; i++) {
            var answer = actor.ask(i, Integer.class, ofSeconds(60));
            simulation.settle();
            assertThat(answer).isCompletedWithValue(i);
        }
        simulation.advance(ofMillis(59_999));
        assertThat(waiting).isNotDone();
        simulation.advance(ofMillis(1));
        assertThat(waiting).isCompletedExceptionally();
    }

    @Test
    void closingTheSystemEndsThemAll() {
        var deaf = system.<Integer>spawn("deaf", context -> message -> Behavior.same());
        var waiting = new ArrayList<CompletableFuture<String>>();
        for (int i = 0; i < 100; i++) {
            waiting.add(deaf.ask(i, String.class, ofSeconds(60)));
        }
        simulation.settle();
        system.close();

        assertThat(waiting).allSatisfy(answer -> assertThat(answer).isCompletedExceptionally());
    }
}
