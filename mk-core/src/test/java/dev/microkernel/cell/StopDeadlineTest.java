package dev.microkernel.cell;

import static java.time.Duration.ofMillis;
import static java.time.Duration.ofSeconds;
import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;

import dev.microkernel.actor.ActorRef;
import dev.microkernel.actor.ActorSpec;
import dev.microkernel.actor.Behavior;
import dev.microkernel.actor.ExitReason;
import dev.microkernel.actor.Signal;
import dev.microkernel.actor.SupervisorSpec;
import dev.microkernel.mailbox.Delivery;
import dev.microkernel.supervision.RestartStrategy;
import dev.microkernel.system.ActorSystem;
import dev.microkernel.testkit.Probe;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** Actors that do not let go in time, and what becomes of those around them. */
class StopDeadlineTest {

    // ---- processes, on virtual time

    @Test
    void aProcessThatSwallowsInterruptsIsKilledAfterItsDeadline() {
        try (var simulation = ActorSystem.named("test").simulate(5)) {
            var system = simulation.system();
            var stubborn = system.spawn("stubborn", deaf().withStopDeadline(ofSeconds(2)));
            system.registry().register("stubborn", stubborn);
            var end = system.monitor(stubborn);
            simulation.settle();
            system.stop(stubborn);
            simulation.advance(ofMillis(1_999));
            assertThat(end).isNotDone();
            simulation.advance(ofMillis(1));

            assertThat(end).isCompletedWithValue(new ExitReason.Killed());
            assertThat(system.killed()).isEqualTo(1);
            assertThat(system.actors()).isZero();
            assertThat(system.find("/stubborn")).isEmpty();
            assertThat(system.registry().lookup("stubborn")).isEmpty();
            assertThat(stubborn.tell("hello")).isEqualTo(Delivery.REFUSED_STOPPED);
            assertThat(system.monitor(stubborn)).isCompletedWithValue(new ExitReason.Killed());
        }
    }

    @Test
    void theTimeInWhichAnActorWaitsForItsChildrenDoesNotCount() {
        try (var simulation = ActorSystem.named("test").simulate(5)) {
            var system = simulation.system();
            var probe = new Probe<String>(simulation, "probe");
            var supervisor = system.spawn(
                    "supervisor",
                    ActorSpec.<String>of(context -> {
                                context.spawn("first", deaf().withStopDeadline(ofSeconds(3)));
                                context.spawn("second", deaf().withStopDeadline(ofSeconds(3)));
                                return Behavior.of(message -> Behavior.same(), signal -> {
                                    if (signal instanceof Signal.Stopping) {
                                        probe.ref().tell("stopping");
                                    }
                                    return Behavior.same();
                                });
                            })
                            .withStopDeadline(ofSeconds(1)));
            simulation.settle();
            system.stop(supervisor);
            simulation.advance(ofMillis(5_999));
            probe.expectNothing();
            simulation.advance(ofMillis(1));

            probe.expect("stopping");
            assertThat(system.killed()).isEqualTo(2);
            assertThat(system.actors()).isEqualTo(1);
        }
    }

    @Test
    void aChildThatDoesNotLetGoForARestartIsReplacedByOneInItsPlace() {
        try (var simulation = ActorSystem.named("test").simulate(5)) {
            var system = simulation.system();
            var lives = new AtomicInteger();
            system.spawn(
                    "supervisor",
                    ActorSpec.supervisor(SupervisorSpec.of(RestartStrategy.oneForAll())
                            .withChild("a", failing())
                            .withChild("b", ActorSpec.<String>process(context -> {
                                lives.incrementAndGet();
                                receiveForEver(context);
                            }))
                            .withChild("c", failing())));
            simulation.settle();
            var before = system.find("/supervisor/b").orElseThrow();
            ActorRef<String> c = at(system, "/supervisor/c");
            c.tell("fail");
            simulation.advance(ofSeconds(6));

            var after = system.find("/supervisor/b").orElseThrow();
            assertThat(after).isNotSameAs(before);
            assertThat(system.monitor(before)).isCompletedWithValue(new ExitReason.Killed());
            assertThat(lives).hasValue(2);
            assertThat(system.find("/supervisor/c").orElseThrow()).isSameAs(c);
            assertThat(system.inspect().children().getFirst().children())
                    .extracting(dev.microkernel.actor.ActorInfo::path)
                    .containsExactly("/supervisor/a", "/supervisor/b", "/supervisor/c");
        }
    }

    @Test
    void aKilledActorsChildrenAreStopped() {
        try (var simulation = ActorSystem.named("test").simulate(5)) {
            var system = simulation.system();
            var parent = system.spawn("parent", ActorSpec.<String>process(context -> {
                context.spawn("child", failing());
                receiveForEver(context);
            }));
            simulation.settle();
            system.restart(parent);
            simulation.advance(ofSeconds(1));
            assertThat(system.killed()).isZero();
            simulation.advance(ofSeconds(5));

            assertThat(system.killed()).isEqualTo(1);
            assertThat(system.find("/parent/child")).isPresent();
            assertThat(system.actors()).isEqualTo(2);
        }
    }

    // ---- behaviours, on real threads

    @Test
    void aBehaviourThatHangsIsKilledAndWhatItDoesLaterCountsForNothing() throws Exception {
        var hangs = new CountDownLatch(1);
        var release = new CountDownLatch(1);
        var afterwards = new CompletableFuture<Throwable>();
        try (var system = ActorSystem.named("test").workers(2).start()) {
            var hanging = system.spawn(
                    "hanging",
                    ActorSpec.<String>of(context -> {
                                context.spawn("child", failing());
                                return message -> {
                                    hangs.countDown();
                                    release.await();
                                    try {
                                        context.spawn("too late", failing());
                                    } catch (IllegalStateException refusal) {
                                        afterwards.complete(refusal);
                                    }
                                    return Behavior.stopped();
                                };
                            })
                            .withStopDeadline(ofMillis(50)));
            var end = system.monitor(hanging);
            hanging.tell("hang");
            hanging.tell("wait behind it");
            hangs.await();
            system.stop(hanging);

            assertThat(end.get(30, SECONDS)).isEqualTo(new ExitReason.Killed());
            // A watch that comes when no turn will ever answer it is answered all the same.
            assertThat(system.monitor(hanging).get(30, SECONDS)).isEqualTo(new ExitReason.Killed());
            release.countDown();
            assertThat(afterwards.get(30, SECONDS)).hasMessageContaining("was killed");
        }
    }

    @Test
    void aSystemClosesThoughABehaviourHangs() throws Exception {
        var hangs = new CountDownLatch(1);
        var release = new CountDownLatch(1);
        var system = ActorSystem.named("test").workers(2).start();
        var hanging = system.spawn(
                "hanging",
                ActorSpec.<String>of(context -> message -> {
                            hangs.countDown();
                            release.await();
                            return Behavior.same();
                        })
                        .withStopDeadline(ofMillis(50)));
        hanging.tell("hang");
        hangs.await();

        assertThat(system.close(ofSeconds(30))).isTrue();
        release.countDown();
    }

    private static ActorSpec<String> deaf() {
        return ActorSpec.process(StopDeadlineTest::receiveForEver);
    }

    private static void receiveForEver(dev.microkernel.actor.ProcessContext<String> context) {
        while (true) {
            try {
                context.receive();
            } catch (InterruptedException swallowed) {
                // as code does that should not
            }
        }
    }

    private static ActorSpec<String> failing() {
        return ActorSpec.of(context -> message -> {
            throw new IllegalStateException("planted");
        });
    }

    @SuppressWarnings("unchecked")
    private static ActorRef<String> at(ActorSystem system, String path) {
        return (ActorRef<String>) system.find(path).orElseThrow();
    }
}
