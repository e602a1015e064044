package dev.microkernel.cell;

import static java.time.Duration.ofSeconds;
import static org.assertj.core.api.Assertions.assertThat;

import dev.microkernel.actor.ActorContext;
import dev.microkernel.actor.ActorRef;
import dev.microkernel.actor.ActorSpec;
import dev.microkernel.actor.Behavior;
import dev.microkernel.actor.Signal;
import dev.microkernel.mailbox.MailboxSpec;
import dev.microkernel.supervision.Backoff;
import dev.microkernel.supervision.RestartStrategy;
import dev.microkernel.system.ActorSystem;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Controls race with the end of turns on real threads. A control that is overlooked hangs these tests. */
class ControlRaceTest {

    private static final int PAIRS = 20_000;

    /** Each watched actor is watched and stopped at the same time, while it is busy going idle after messages. */
    @ParameterizedTest
    @ValueSource(ints = {1, 2, 4})
    void noStopAndNoTerminatedIsOverlooked(int workers) throws InterruptedException {
        try (var system = ActorSystem.named("race").workers(workers).start()) {
            var terminated = new CountDownLatch(PAIRS);
            IntStream.range(0, PAIRS).parallel().forEach(i -> {
                var mortal = system.<String>spawn("mortal-" + i, context -> message -> Behavior.same());
                var watcher = system.<String>spawn("watcher-" + i, context -> watching(mortal, terminated, context));
                mortal.tell("a");
                watcher.tell("b");
                system.stop(mortal);
            });

            assertThat(terminated.await(60, TimeUnit.SECONDS))
                    .as("%d of %d watchers heard nothing", terminated.getCount(), PAIRS)
                    .isTrue();
            assertThat(system.close(ofSeconds(60))).isTrue();
            assertThat(system.actors()).isZero();
        }
    }

    /** A failure, its verdict and messages meet: what waits in the mailbox must be handled after the restart. */
    @Test
    void noMessageIsLeftBehindByARestart() throws InterruptedException {
        try (var system = ActorSystem.named("race")
                .strategy(RestartStrategy.oneForOne()
                        .withoutIntensity()
                        .withBackoff(Backoff.exponential(Duration.ofNanos(1), Duration.ofMillis(1))))
                .start()) {
            int messages = 200_000;
            var handled = new CountDownLatch(messages);
            var actor = system.spawn(
                    "failing",
                    ActorSpec.<Integer>of(context -> message -> {
                                handled.countDown();
                                if (message % 1000 == 0) {
                                    throw new IllegalStateException("planted");
                                }
                                return Behavior.same();
                            })
                            .withMailbox(MailboxSpec.bounded(messages)));
            for (int i = 0; i < messages; i++) {
                actor.tell(i);
            }

            assertThat(handled.await(60, TimeUnit.SECONDS))
                    .as("%d of %d messages left", handled.getCount(), messages)
                    .isTrue();
        }
    }

    private static Behavior<String> watching(
            ActorRef<?> mortal, CountDownLatch terminated, ActorContext<String> context) {
        context.watch(mortal);
        return new Behavior<>() {
            @Override
            public Behavior<String> onMessage(String message) {
                return Behavior.same();
            }

            @Override
            public Behavior<String> onSignal(Signal signal) {
                if (signal instanceof Signal.Terminated) {
                    terminated.countDown();
                }
                return Behavior.same();
            }
        };
    }
}
