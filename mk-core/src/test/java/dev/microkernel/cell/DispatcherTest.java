package dev.microkernel.cell;

import static java.time.Duration.ofMillis;
import static java.time.Duration.ofSeconds;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.microkernel.actor.ActorRef;
import dev.microkernel.actor.ActorSpec;
import dev.microkernel.actor.AskException;
import dev.microkernel.actor.Behavior;
import dev.microkernel.actor.BehaviorFactory;
import dev.microkernel.actor.Dispatcher;
import dev.microkernel.actor.ExitReason;
import dev.microkernel.supervision.Backoff;
import dev.microkernel.supervision.RestartStrategy;
import dev.microkernel.system.ActorSystem;
import dev.microkernel.system.SimulatedSystem;
import dev.microkernel.testkit.Probe;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Behaviours on virtual threads: as on workers, and they may wait. */
class DispatcherTest {

    private static final int PATIENCE_SECONDS = 60;

    private final SimulatedSystem simulation = ActorSystem.named("test")
            .strategy(RestartStrategy.oneForOne()
                    .withoutIntensity()
                    .withBackoff(Backoff.exponential(ofMillis(1), ofMillis(1))))
            .simulate(11);
    private final ActorSystem system = simulation.system();
    private final Probe<String> probe = new Probe<>(simulation, "probe");

    @AfterEach
    void close() {
        simulation.close();
    }

    private static ActorSpec<String> waiting(BehaviorFactory<String> factory) {
        return ActorSpec.of(factory).withDispatcher(Dispatcher.VIRTUAL_THREADS);
    }

    private ActorRef<String> plain(String name, BehaviorFactory<String> factory) {
        return system.spawn(name, factory);
    }

    /** Answers each message with itself and the reply of another, for which it waits. */
    private static ActorSpec<String> asking(ActorRef<String> other) {
        return waiting(context -> message -> {
            context.reply(
                    message + other.ask(message, String.class, ofSeconds(5)).join());
            return Behavior.same();
        });
    }

    // ---- the same as on workers

    @Test
    void handlesMessagesOneAtATimeAndInOrder() {
        var actor = system.spawn("a", waiting(context -> message -> {
            probe.ref().tell(message + " " + Thread.currentThread().isVirtual());
            return Behavior.same();
        }));
        IntStream.range(0, 200).forEach(i -> actor.tell("m" + i));

        assertThat(probe.take())
                .containsExactlyElementsOf(
                        IntStream.range(0, 200).mapToObj(i -> "m" + i + " true").toList());
    }

    @Test
    void begunWithTheSystemAndNotBefore() throws InterruptedException {
        var begun = new CountDownLatch(1);
        try (var real = ActorSystem.named("real").build()) {
            real.spawn("a", waiting(context -> {
                begun.countDown();
                return message -> Behavior.same();
            }));
            assertThat(begun.await(50, TimeUnit.MILLISECONDS)).isFalse();
            real.start();
            assertThat(begun.await(PATIENCE_SECONDS, TimeUnit.SECONDS)).isTrue();
        }
    }

    @Test
    void isRestartedWithTimersAndStops() {
        ActorRef<String> actor = system.spawn("a", waiting(context -> {
            probe.ref().tell("begun");
            context.startTimer("late", "late", ofSeconds(1));
            return message -> {
                probe.ref().tell(message);
                if (message.equals("fail")) {
                    throw new IllegalStateException("as told");
                }
                return message.equals("stop") ? Behavior.stopped() : Behavior.same();
            };
        }));
        actor.tell("fail");
        simulation.advance(ofMillis(10));
        assertThat(probe.take()).containsExactly("begun", "fail", "begun");
        simulation.advance(ofSeconds(1));
        assertThat(probe.take()).containsExactly("late");
        var end = system.monitor(actor);
        actor.tell("stop");
        simulation.settle();
        assertThat(end).isCompletedWithValue(new ExitReason.Normal());
    }

    @Test
    void aBusyOneLetsOthersHaveTheirTurns() {
        var busy = system.spawn("busy", waiting(context -> message -> {
            context.self().tell(message);
            return Behavior.same();
        }));
        var other = system.spawn("other", waiting(context -> message -> {
            probe.ref().tell(message);
            system.stop(busy);
            return Behavior.same();
        }));
        busy.tell("again");
        other.tell("hello");

        assertThat(probe.take()).containsExactly("hello");
    }

    // ---- waiting

    @Test
    void mayWaitForAReply() {
        var echo = plain("echo", context -> message -> {
            context.reply("!");
            return Behavior.same();
        });
        var actor = system.spawn("a", asking(echo));
        var answer = actor.ask("yes", String.class, ofSeconds(10));
        simulation.settle();
        assertThat(answer).isCompletedWithValue("yes!");
    }

    @Test
    void waitsOnVirtualTime() {
        var silent = plain("silent", context -> message -> Behavior.same());
        var actor = system.spawn("a", waiting(context -> message -> {
            try {
                silent.ask(message, String.class, ofSeconds(5)).join();
            } catch (CompletionException late) {
                probe.ref().tell(((AskException) late.getCause()).kind().name());
            }
            return Behavior.same();
        }));
        actor.tell("anybody?");
        probe.expectNothing();
        simulation.advance(ofSeconds(6));
        probe.expect(AskException.Kind.TIMEOUT.name());
    }

    @Test
    void twoThatAskEachOtherAreACircle() {
        var second = new CompletableFuture<ActorRef<String>>();
        var first = system.spawn("first", waiting(context -> message -> {
            context.reply(
                    message.equals("back")
                            ? "too late"
                            : second.join()
                                    .ask(message, String.class, ofSeconds(5))
                                    .join());
            return Behavior.same();
        }));
        second.complete(system.spawn("second", waiting(context -> message -> {
            try {
                context.reply(first.ask("back", String.class, ofSeconds(5)).join());
            } catch (CompletionException why) {
                context.reply(String.valueOf(why.getCause().getMessage()));
            }
            return Behavior.same();
        })));
        var answer = first.ask("who?", String.class, ofSeconds(10));
        simulation.settle();

        assertThat(answer.join()).contains("in a circle: /first -> /second -> /first");
    }

    @Test
    void workersStillMustNot() {
        var echo = system.spawn("echo", asking(plain("any", context -> message -> Behavior.same())));
        plain("a", context -> {
            assertThatThrownBy(() -> echo.ask("x", String.class, ofSeconds(1)).join())
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessageContaining("virtual threads");
            probe.ref().tell("refused");
            return message -> Behavior.same();
        });
        assertThat(probe.take()).containsExactly("refused");
    }

    @Test
    void oneThatIsKilledWhileItWaitsIsInterrupted() {
        var silent = plain("silent", context -> message -> Behavior.same());
        var actor = system.spawn(
                "a",
                waiting(context -> message -> {
                            try {
                                silent.ask(message, String.class, ofSeconds(500))
                                        .join();
                            } catch (CancellationException killed) {
                                probe.ref().tell("interrupted");
                            }
                            return Behavior.same();
                        })
                        .withStopDeadline(ofSeconds(1)));
        var end = system.monitor(actor);
        actor.tell("wait");
        simulation.settle();
        system.stop(actor);
        simulation.advance(ofSeconds(2));

        assertThat(probe.take()).containsExactly("interrupted");
        assertThat(end).isCompletedWithValue(new ExitReason.Killed());
    }

    @Test
    void oneThatHangsHoldsNoWorker() throws Exception {
        var hanging = new CountDownLatch(1);
        var interrupted = new CompletableFuture<Boolean>();
        try (var real = ActorSystem.named("real").workers(1).start()) {
            var actor = real.spawn(
                    "a",
                    waiting(context -> message -> {
                                hanging.countDown();
                                try {
                                    new CountDownLatch(1).await();
                                } catch (InterruptedException killed) {
                                    interrupted.complete(true);
                                }
                                return Behavior.same();
                            })
                            .withStopDeadline(ofMillis(1)));
            actor.tell("hang");
            assertThat(hanging.await(PATIENCE_SECONDS, TimeUnit.SECONDS)).isTrue();
            BehaviorFactory<String> answering = context -> message -> {
                context.reply(message);
                return Behavior.same();
            };
            var echo = real.spawn("echo", answering);
            assertThat(echo.ask("still here", String.class, ofSeconds(PATIENCE_SECONDS))
                            .get())
                    .isEqualTo("still here");
            var end = real.monitor(actor);
            real.stop(actor);
            assertThat(end.get(PATIENCE_SECONDS, TimeUnit.SECONDS)).isEqualTo(new ExitReason.Killed());
            assertThat(interrupted.get(PATIENCE_SECONDS, TimeUnit.SECONDS)).isTrue();
        }
    }
}
