package dev.microkernel.cell;

import static java.time.Duration.ofMillis;
import static java.time.Duration.ofSeconds;
import static org.assertj.core.api.Assertions.assertThat;

import dev.microkernel.actor.ActorInfo;
import dev.microkernel.actor.ActorRef;
import dev.microkernel.actor.ActorSpec;
import dev.microkernel.actor.Behavior;
import dev.microkernel.actor.BehaviorFactory;
import dev.microkernel.actor.DeadLetter.Reason;
import dev.microkernel.actor.ExitReason;
import dev.microkernel.actor.Signal;
import dev.microkernel.mailbox.Delivery;
import dev.microkernel.mailbox.MailboxSpec;
import dev.microkernel.supervision.Backoff;
import dev.microkernel.supervision.Intensity;
import dev.microkernel.supervision.RestartStrategy;
import dev.microkernel.system.ActorSystem;
import dev.microkernel.system.SimulatedSystem;
import dev.microkernel.testkit.Probe;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class SupervisionTest {

    private static final RestartStrategy TWO_IN_TEN_SECONDS = RestartStrategy.oneForOne()
            .withIntensity(new Intensity(2, ofSeconds(10)))
            .withBackoff(new Backoff(ofMillis(100), ofSeconds(1), 0));

    private final SimulatedSystem simulation =
            ActorSystem.named("test").strategy(TWO_IN_TEN_SECONDS).simulate(7);
    private final ActorSystem system = simulation.system();
    private final Probe<String> probe = new Probe<>(simulation, "probe");

    @AfterEach
    void close() {
        simulation.close();
    }

    @Test
    void aRestartedActorHasFreshStateAndTheSameReferenceNameAndMailbox() {
        var actor = system.spawn("counter", counter());
        assertThat(system.registry().register("counter", actor)).isTrue();
        actor.tell("count");
        actor.tell("count");
        actor.tell("fail");
        actor.tell("count");

        assertThat(probe.take()).containsExactly("start", "1", "2", "restarting over planted", "start", "1");
        assertThat(system.restarts()).isEqualTo(1);
        assertThat(system.registry().lookup("counter")).contains(cast(actor));
        assertThat(info("/counter").restarts()).isEqualTo(1);
        assertThat(info("/counter").lastFailure()).contains("planted");
    }

    @Test
    void theMessageThatFailedIsNotHandledAgain() {
        var actor = system.spawn("counter", counter());
        actor.tell("fail");

        assertThat(probe.take()).containsExactly("start", "restarting over planted", "start");
        simulation.advance(ofSeconds(60));
        probe.expectNothing();
    }

    @Test
    void aSecondFailureWaitsForItsBackoffWhileTheMailboxFills() {
        var actor = system.spawn("counter", ActorSpec.of(counter()).withMailbox(MailboxSpec.bounded(2)));
        actor.tell("fail");
        simulation.settle();
        actor.tell("fail");
        simulation.settle();
        assertThat(probe.take()).endsWith("restarting over planted");

        assertThat(info("/counter").state()).isEqualTo(ActorInfo.State.RESTARTING);
        assertThat(actor.tell("count")).isEqualTo(Delivery.ACCEPTED);
        assertThat(actor.tell("count")).isEqualTo(Delivery.ACCEPTED);
        assertThat(actor.tell("count")).isEqualTo(Delivery.REFUSED_FULL);
        simulation.advance(ofMillis(99));
        probe.expectNothing();
        simulation.advance(ofMillis(1));
        assertThat(probe.take()).containsExactly("start", "1", "2");
        assertThat(info("/counter").state()).isEqualTo(ActorInfo.State.RUNNING);
    }

    @Test
    void anActorUnderTheRootThatExceedsTheIntensityIsGivenUp() {
        var actor = system.spawn("counter", counter());
        system.registry().register("counter", actor);
        for (int i = 0; i < 3; i++) {
            actor.tell("fail");
            simulation.advance(ofMillis(200));
        }

        assertThat(system.givenUp()).isEqualTo(1);
        assertThat(actor.tell("count")).isEqualTo(Delivery.REFUSED_STOPPED);
        assertThat(system.registry().lookup("counter")).isEmpty();
        assertThat(system.inspect().children()).extracting(ActorInfo::path).containsExactly("/probe");
    }

    @Test
    void aSupervisorWhoseChildExceedsTheIntensityFailsItselfAndIsRestartedWithNewChildren() {
        system.<String>spawn("supervisor", context -> {
            probe.ref().tell("supervisor starts");
            context.spawn("worker", counter());
            return (String message) -> {
                for (var child : context.children()) {
                    ActorRef<Object> worker = cast(child);
                    worker.tell(message);
                }
                return Behavior.same();
            };
        });
        simulation.settle();
        ActorRef<Object> supervisor = cast(reference("supervisor"));
        for (int i = 0; i < 3; i++) {
            supervisor.tell("fail");
            simulation.advance(ofMillis(200));
        }

        assertThat(probe.take().stream().filter("supervisor starts"::equals)).hasSize(2);
        assertThat(info("/supervisor").lastFailure()).contains("more than 2 restarts within PT10S");
        assertThat(info("/supervisor/worker").restarts()).isZero();
        supervisor.tell("count");
        probe.expect("1");
    }

    @Test
    void aFactoryThatThrowsCountsAsAFailure() {
        var attempts = new AtomicInteger();
        var actor = system.<String>spawn("stillborn", context -> {
            attempts.incrementAndGet();
            throw new IllegalStateException("no sensor");
        });
        simulation.advance(ofSeconds(5));

        assertThat(attempts.get()).isEqualTo(3);
        assertThat(actor.tell("hello")).isEqualTo(Delivery.REFUSED_STOPPED);
        assertThat(system.givenUp()).isEqualTo(1);
    }

    @Test
    void aBehaviourThatReturnsNullHasFailed() {
        system.<String>spawn("null", context -> (String message) -> null).tell("hello");
        simulation.settle();

        assertThat(info("/null").lastFailure()).contains("must not return null");
        assertThat(info("/null").restarts()).isEqualTo(1);
    }

    @Test
    void aRestartedActorDoesNotSeeTimersOfItsFormerLife() {
        var lives = new AtomicInteger();
        var actor = system.<String>spawn("ticking", context -> {
            if (lives.incrementAndGet() == 1) {
                context.startTimerWithFixedDelay("tick", "tick", ofMillis(10));
            }
            return (String message) -> {
                probe.ref().tell(message);
                if (message.equals("fail")) {
                    throw new IllegalStateException("planted");
                }
                return Behavior.same();
            };
        });
        simulation.settle();
        actor.tell("fail");
        simulation.advance(ofMillis(100));

        assertThat(probe.take()).containsExactly("fail");
        assertThat(system.deadLetters().total()).isZero();
    }

    @Test
    void aRestartStopsTheChildrenAndTheFactoryMakesNewOnes() {
        var parent = system.<String>spawn("parent", context -> {
            context.spawn("child", counter());
            return (String message) -> {
                throw new IllegalStateException("parent fails");
            };
        });
        simulation.settle();
        parent.tell("fail");

        assertThat(probe.take()).containsExactly("start", "stopping", "start");
        assertThat(system.actors()).isEqualTo(3);
    }

    @Test
    void aStopDuringTheBackoffEndsTheActorForGood() {
        var actor = system.spawn("counter", counter());
        actor.tell("fail");
        simulation.settle();
        actor.tell("fail");
        simulation.settle();
        actor.tell("waits for nothing");
        system.stop(actor);
        simulation.advance(ofSeconds(5));

        assertThat(actor.tell("count")).isEqualTo(Delivery.REFUSED_STOPPED);
        assertThat(system.deadLetters().count(Reason.STOPPED)).isEqualTo(2);
        assertThat(probe.take()).endsWith("restarting over planted");
    }

    @Test
    void aStrategyThatThrowsGivesItsChildUpAndHangsNobody() {
        var parent = system.spawn(
                "parent",
                ActorSpec.<String>of(context -> {
                            var child = context.spawn("child", counter());
                            return message -> {
                                child.tell(message);
                                return Behavior.same();
                            };
                        })
                        .withStrategy((exit, all, own, now, chance) -> {
                            throw new ArithmeticException("planted in the strategy");
                        }));
        simulation.settle();
        parent.tell("fail");
        simulation.settle();

        assertThat(info("/parent").lastFailure()).contains("planted in the strategy");
        assertThat(info("/parent").restarts()).isEqualTo(1);
    }

    @Test
    void whatABehaviourThrowsOverItsLastSignalChangesNothing() {
        var actor = system.<String>spawn("clumsy", context -> new Behavior<String>() {
            @Override
            public Behavior<String> onMessage(String message) {
                throw new IllegalStateException("planted");
            }

            @Override
            public Behavior<String> onSignal(Signal signal) {
                throw new IllegalStateException("last words");
            }
        });
        actor.tell("fail");
        simulation.settle();
        assertThat(info("/clumsy").state()).isEqualTo(ActorInfo.State.RUNNING);
        system.stop(actor);
        simulation.settle();

        assertThat(system.actors()).isEqualTo(1);
    }

    private BehaviorFactory<String> counter() {
        return context -> {
            probe.ref().tell("start");
            return new Behavior<>() {
                private int count;

                @Override
                public Behavior<String> onMessage(String message) {
                    if (message.equals("fail")) {
                        throw new IllegalStateException("planted");
                    }
                    probe.ref().tell(String.valueOf(++count));
                    return Behavior.same();
                }

                @Override
                public Behavior<String> onSignal(Signal signal) {
                    switch (signal) {
                        case Signal.PreRestart(ExitReason.Failed(var cause)) ->
                            probe.ref().tell("restarting over " + cause.getMessage());
                        case Signal.PreRestart other -> probe.ref().tell("restarting");
                        case Signal.ChildFailed failed -> {}
                        case Signal.Stopping() -> probe.ref().tell("stopping");
                        case Signal.Terminated terminated -> {}
                        case Signal.Timeout timeout -> {}
                    }
                    return Behavior.same();
                }
            };
        };
    }

    private ActorInfo info(String path) {
        return system.inspect()
                .withDescendants()
                .filter(actor -> actor.path().equals(path))
                .findFirst()
                .orElseThrow();
    }

    private ActorRef<?> reference(String name) {
        return ((ActorCell<?>) probe.ref())
                .kernel().root().childCells().stream()
                        .filter(cell -> cell.name().equals(name))
                        .findFirst()
                        .orElseThrow();
    }

    @SuppressWarnings("unchecked")
    private static ActorRef<Object> cast(ActorRef<?> ref) {
        return (ActorRef<Object>) ref;
    }
}
