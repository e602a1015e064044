package dev.microkernel.cell;

import static java.time.Duration.ofMillis;
import static java.time.Duration.ofSeconds;
import static org.assertj.core.api.Assertions.assertThat;

import dev.microkernel.actor.ActorInfo;
import dev.microkernel.actor.ActorRef;
import dev.microkernel.actor.ActorSpec;
import dev.microkernel.actor.BlockingBehavior;
import dev.microkernel.actor.DeadLetter;
import dev.microkernel.actor.ExitReason;
import dev.microkernel.actor.ProcessContext;
import dev.microkernel.mailbox.Delivery;
import dev.microkernel.mailbox.MailboxSpec;
import dev.microkernel.supervision.Backoff;
import dev.microkernel.supervision.RestartStrategy;
import dev.microkernel.system.ActorSystem;
import dev.microkernel.system.SimulatedSystem;
import dev.microkernel.testkit.Probe;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Blocking behaviours: calls away from the workers, under a seeded scheduler and, where threads matter, a real one. */
class BlockingBehaviorTest {

    private final SimulatedSystem simulation = ActorSystem.named("test")
            .strategy(RestartStrategy.oneForOne()
                    .withoutIntensity()
                    .withBackoff(Backoff.exponential(ofMillis(1), ofMillis(1))))
            .simulate(7);
    private final ActorSystem system = simulation.system();
    private final Probe<String> probe = new Probe<>(simulation, "probe");

    @AfterEach
    void close() {
        simulation.close();
    }

    @FunctionalInterface
    private interface Handler {
        boolean handle(String message, ProcessContext<String> context) throws Exception;
    }

    private static ActorSpec<String> spec(boolean mayWait, Handler handler) {
        return ActorSpec.blocking(() -> new BlockingBehavior<>() {
            @Override
            public boolean onMessage(String message, ProcessContext<String> context) throws Exception {
                return handler.handle(message, context);
            }

            @Override
            public boolean mayWait() {
                return mayWait;
            }
        });
    }

    private static ActorInfo.State stateOf(ActorSystem system, String path) {
        return system.inspect()
                .withDescendants()
                .filter(actor -> actor.path().equals(path))
                .findFirst()
                .orElseThrow()
                .state();
    }

    @Test
    void handlesMessagesInOrderAndReplies() {
        var actor = system.spawn("a", spec(false, (message, context) -> {
            probe.ref().tell(message);
            context.reply("got " + message);
            return true;
        }));
        actor.tell("one");
        var answer = actor.ask("two", String.class, ofSeconds(1));
        actor.tell("three");

        assertThat(probe.take()).containsExactly("one", "two", "three");
        assertThat(answer).isCompletedWithValue("got two");
    }

    @Test
    void mayReceiveFurtherMessagesItself() {
        var actor = system.spawn("a", spec(true, (message, context) -> {
            probe.ref()
                    .tell(message
                            + context.receive()
                            + context.receive(ofSeconds(1)).orElse("-"));
            return true;
        }));
        actor.tell("a");
        actor.tell("b");
        simulation.advance(ofSeconds(2));
        actor.tell("c");
        actor.tell("d");
        actor.tell("e");

        assertThat(probe.take()).containsExactly("ab-", "cde");
    }

    @Test
    void stopsWhenItSaysSo() {
        var actor = system.spawn("a", spec(false, (message, context) -> !message.equals("end")));
        var end = system.monitor(actor);
        actor.tell("go on");
        actor.tell("end");
        simulation.settle();

        assertThat(end).isCompletedWithValue(new ExitReason.Normal());
    }

    @Test
    void isRestartedOverAFailureAndKeepsWhatWaits() {
        var actor = system.spawn("a", spec(false, (message, context) -> {
            if (message.equals("bad")) {
                throw new IllegalStateException("planted");
            }
            probe.ref().tell(message);
            return true;
        }));
        actor.tell("bad");
        actor.tell("good");
        simulation.advance(ofSeconds(1));

        assertThat(probe.take()).containsExactly("good");
        assertThat(system.restarts()).isEqualTo(1);
    }

    @Test
    void failsWhereItCannotStart() {
        var actor = system.spawn("a", ActorSpec.<String>blocking(() -> new BlockingBehavior<>() {
            @Override
            public void onStart(ProcessContext<String> context) {
                throw new IllegalStateException("planted");
            }

            @Override
            public boolean onMessage(String message, ProcessContext<String> context) {
                return true;
            }
        }));
        simulation.settle();

        assertThat(stateOf(system, actor.path())).isEqualTo(ActorInfo.State.RESTARTING);
    }

    @Test
    void isStoppedAtRestAndWhileItWaits() {
        var resting = system.spawn("resting", spec(false, (message, context) -> true));
        var waiting = system.spawn("waiting", spec(true, (message, context) -> {
            var _ = context.receive();
            return true;
        }));
        waiting.tell("go");
        simulation.settle();
        var ends = List.of(system.monitor(resting), system.monitor(waiting));
        system.stop(resting);
        system.stop(waiting);
        simulation.settle();

        assertThat(ends).allSatisfy(end -> assertThat(end).isCompletedWithValue(new ExitReason.Stopped()));
    }

    @Test
    void wakesBetweenMessagesAndAheadOfThoseThatWait() {
        var actor = system.spawn("a", ActorSpec.<String>blocking(() -> new BlockingBehavior<>() {
            @Override
            public boolean onMessage(String message, ProcessContext<String> context) {
                probe.ref().tell(message);
                return true;
            }

            @Override
            public void onWake(ProcessContext<String> context) {
                probe.ref().tell("woken");
            }
        }));
        simulation.settle();
        ((ActorCell<?>) actor).wake();
        actor.tell("later");

        assertThat(probe.take()).containsExactly("woken", "later");
    }

    @Test
    void oneThatBeginsToWaitOnlyAfterItWasWokenHearsOfIt() {
        var actor = system.spawn("a", spec(true, (message, context) -> {
            ((ActorCell<?>) context.self()).wake();
            context.sleep(ofMillis(1)); // the cell has its turn
            try {
                probe.ref().tell("received " + context.receive());
            } catch (WokenException woken) {
                probe.ref().tell("woken");
            }
            probe.ref().tell("then " + context.receive());
            return true;
        }));
        actor.tell("go");
        simulation.advance(ofMillis(2));
        assertThat(probe.take()).containsExactly("woken");
        actor.tell("next");
        assertThat(probe.take()).containsExactly("then next");
    }

    @Test
    void suspendedItHandlesNothingUntilResumed() {
        var actor = system.spawn("a", spec(false, (message, context) -> {
            probe.ref().tell(message);
            return true;
        }));
        system.suspend(actor);
        actor.tell("one");
        assertThat(probe.take()).isEmpty();
        system.resume(actor);
        assertThat(probe.take()).containsExactly("one");
    }

    // ---- several handed over at once

    private static List<String> numbers(int from, int to) {
        return IntStream.range(from, to).mapToObj(Integer::toString).toList();
    }

    @Test
    void suspendedInTheMiddleOfManyItKeepsTheRestInOrder() {
        var actor = system.spawn("a", spec(false, (message, context) -> {
            probe.ref().tell(message);
            if (message.equals("3")) {
                system.suspend(context.self());
                context.sleep(ofMillis(1)); // it is suspended by then
            }
            return true;
        }));
        numbers(0, 10).forEach(actor::tell);
        simulation.advance(ofSeconds(1));
        assertThat(probe.take()).isEqualTo(numbers(0, 4));
        numbers(10, 200).forEach(actor::tell);
        assertThat(probe.take()).isEmpty();
        system.resume(actor);

        assertThat(probe.take()).isEqualTo(numbers(4, 200));
    }

    @Test
    void aFailureInTheMiddleOfManyKeepsTheRestInOrder() {
        var actor = system.spawn("a", spec(false, (message, context) -> {
            if (message.endsWith("7")) {
                throw new IllegalStateException("planted");
            }
            probe.ref().tell(message);
            return true;
        }));
        numbers(0, 100).forEach(actor::tell);
        simulation.advance(ofSeconds(1));

        assertThat(probe.take())
                .isEqualTo(numbers(0, 100).stream()
                        .filter(number -> !number.endsWith("7"))
                        .toList());
        assertThat(system.restarts()).isEqualTo(10);
    }

    @Test
    void anEndInTheMiddleOfManyGivesTheRestUp() {
        var actor = system.spawn("a", spec(false, (message, context) -> !message.equals("3")));
        numbers(0, 100).forEach(actor::tell);
        simulation.settle();

        assertThat(system.deadLetters().count(DeadLetter.Reason.STOPPED)).isEqualTo(96);
    }

    @Test
    void aSmallMailboxStillPushesBack() {
        var actor = system.spawn(
                "a",
                spec(false, (message, context) -> {
                            context.sleep(ofMillis(1));
                            return true;
                        })
                        .withMailbox(MailboxSpec.bounded(4)));
        actor.tell("first");
        simulation.settle();

        assertThat(numbers(0, 10).stream().map(actor::tell).filter(delivery -> delivery == Delivery.ACCEPTED))
                .hasSize(4);
    }

    @Test
    void stopInterruptsACallAndThoseThatWaitForAThread() throws Exception {
        try (var real = ActorSystem.named("real").workers(1).start()) {
            var release = new CountDownLatch(1);
            var entered = new CountDownLatch(8);
            var holders = IntStream.range(0, 64)
                    .mapToObj(i -> real.spawn(spec(false, (message, context) -> {
                        entered.countDown();
                        release.await();
                        return true;
                    })))
                    .toList();
            holders.forEach(actor -> actor.tell("hold")); // more than the pool has threads
            assertThat(entered.await(10, TimeUnit.SECONDS)).isTrue();
            for (ActorRef<?> actor : holders) {
                real.stop(actor);
            }
            for (ActorRef<?> actor : holders) {
                assertThat(real.monitor(actor)).succeedsWithin(ofSeconds(3)).isEqualTo(new ExitReason.Stopped());
            }
            release.countDown();
        }
    }

    @Test
    void handlesAllOfManyActorsMessagesOnRealThreads() throws Exception {
        try (var real = ActorSystem.named("real").start()) {
            int actors = 50;
            int messages = 200;
            var done = new CountDownLatch(actors * messages);
            for (int i = 0; i < actors; i++) {
                var actor = real.spawn(spec(i % 2 == 0, new Handler() {
                    private int last;

                    @Override
                    public boolean handle(String message, ProcessContext<String> context) {
                        if (Integer.parseInt(message) == last + 1) {
                            last++;
                            done.countDown();
                        }
                        return true;
                    }
                }));
                for (int m = 1; m <= messages; m++) {
                    actor.tell(Integer.toString(m));
                }
            }
            assertThat(done.await(20, TimeUnit.SECONDS)).isTrue();
        }
    }
}
