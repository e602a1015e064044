package dev.microkernel.cell;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import dev.microkernel.actor.ActorContext;
import dev.microkernel.actor.ActorInfo;
import dev.microkernel.actor.ActorRef;
import dev.microkernel.actor.ActorSpec;
import dev.microkernel.actor.Behavior;
import dev.microkernel.actor.ExitReason;
import dev.microkernel.actor.LinkedActorException;
import dev.microkernel.actor.RestartType;
import dev.microkernel.actor.Signal;
import dev.microkernel.supervision.Backoff;
import dev.microkernel.supervision.RestartStrategy;
import dev.microkernel.system.ActorSystem;
import dev.microkernel.system.SimulatedSystem;
import dev.microkernel.testkit.Probe;
import dev.microkernel.time.Cancellable;
import java.time.Duration;
import java.util.ArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What actors learn of each other's end, and how they share it. */
class EndingsTest {

    /** What an actor is told to do. */
    private interface Action {
        void run(ActorContext<Action> context);
    }

    private static final IllegalStateException PLANTED = new IllegalStateException("planted");

    private final SimulatedSystem simulation = ActorSystem.named("test")
            .strategy(RestartStrategy.oneForOne()
                    .withoutIntensity()
                    .withBackoff(Backoff.exponential(Duration.ofSeconds(1), Duration.ofSeconds(1))))
            .simulate(21);
    private final ActorSystem system = simulation.system();
    private final Probe<String> probe = new Probe<>(simulation, "probe");

    @AfterEach
    void close() {
        simulation.close();
    }

    // ---- watch

    @Test
    void watchingTwiceTellsOnce() {
        var mortal = mortal("mortal");
        doing("watcher", context -> {
            context.watch(mortal);
            context.watch(mortal);
        });
        simulation.settle();
        mortal.tell("done");

        probe.expect("watcher heard Terminated of /mortal: Normal[]");
        probe.expectNothing();
    }

    @Test
    void anActorThatIsDeadAlreadyIsToldOfOnceForEachWatch() {
        var mortal = mortal("mortal");
        mortal.tell("done");
        simulation.settle();
        var watcher = doing("watcher", context -> context.watch(mortal));
        probe.expect("watcher heard Terminated of /mortal: Normal[]");
        probe.expectNothing();
        watcher.tell(context -> context.watch(mortal));

        probe.expect("watcher heard Terminated of /mortal: Normal[]");
        probe.expectNothing();
    }

    @Test
    void whoWatchesAgainAfterTakingItBackIsToldOnce() {
        var mortal = mortal("mortal");
        doing("watcher", context -> {
            context.watch(mortal);
            context.unwatch(mortal);
            context.watch(mortal);
            mortal.tell("done");
        });

        probe.expect("watcher heard Terminated of /mortal: Normal[]");
        probe.expectNothing();
    }

    @Test
    void aWatcherLearnsTheReasonThatTheActorGave() {
        var mortal = mortal("mortal");
        doing("watcher", context -> context.watch(mortal));
        simulation.settle();
        mortal.tell("fail");

        probe.expect("watcher heard Terminated of /mortal: Failed[cause=" + PLANTED + "]");
    }

    @Test
    void aWatcherLearnsTheReasonThatTheParentGave() {
        doing("parent", context -> {
            var child = context.<String>spawn("child", inner -> message -> Behavior.same());
            context.watch(child);
            context.stop(child, new ExitReason.Failed(PLANTED));
        });

        probe.expect("parent heard Terminated of /parent/child: Failed[cause=" + PLANTED + "]");
    }

    // ---- monitors

    @Test
    void monitorsOfOneActorAreIndependentOfEachOtherAndOfWatching() {
        var mortal = mortal("mortal");
        doing("watcher", context -> {
            context.monitor(mortal, reason -> saying("first " + reason));
            context.monitor(mortal, reason -> saying("second " + reason)).cancel();
            context.monitor(mortal, reason -> saying("third " + reason));
            context.watch(mortal);
            context.unwatch(mortal);
        });
        simulation.settle();
        mortal.tell("done");

        assertThat(probe.take()).containsExactly("first Normal[]", "third Normal[]");
    }

    @Test
    void whenAllMonitorsAreTakenBackNothingIsTold() {
        var mortal = mortal("mortal");
        doing("watcher", context -> {
            var monitor = context.monitor(mortal, reason -> saying("never"));
            monitor.cancel();
            monitor.cancel();
        });
        simulation.settle();
        mortal.tell("done");

        probe.expectNothing();
    }

    @Test
    void aMonitorOfTheDeadTellsAtOnce() {
        var mortal = mortal("mortal");
        mortal.tell("done");
        simulation.settle();
        doing("watcher", context -> context.monitor(mortal, reason -> saying("at once " + reason)));

        probe.expect("at once Normal[]");
    }

    @Test
    void aMonitorIsTakenBackInTheActorsTurnOnly() {
        var mortal = mortal("mortal");
        var monitors = new ArrayList<Cancellable>();
        doing("watcher", context -> monitors.add(context.monitor(mortal, reason -> saying("never"))));
        simulation.settle();

        assertThatIllegalStateException()
                .isThrownBy(monitors.getFirst()::cancel)
                .withMessageContaining("for its own turn only");
    }

    @Test
    void monitorsAndWatchesEndWithARestart() {
        var mortal = mortal("mortal");
        var watcher = doing("watcher", context -> {
            context.monitor(mortal, reason -> saying("never"));
            context.watch(mortal);
        });
        simulation.settle();
        watcher.tell(context -> {
            throw PLANTED;
        });
        simulation.advance(Duration.ofSeconds(2));
        mortal.tell("done");

        probe.expectNothing();
    }

    @Test
    void aMonitorThatThrowsFailsTheActor() {
        var mortal = mortal("mortal");
        doing(
                "watcher",
                context -> context.monitor(mortal, reason -> {
                    throw PLANTED;
                }));
        simulation.settle();
        mortal.tell("done");
        simulation.settle();

        assertThat(info("/watcher").lastFailure()).contains("planted");
    }

    @Test
    void whoIsNoActorMonitorsByAFuture() {
        var mortal = mortal("mortal");
        var end = system.monitor(mortal);
        var takenBack = system.monitor(mortal);
        takenBack.cancel(true);
        simulation.settle();
        assertThat(end).isNotDone();
        mortal.tell("done");
        simulation.settle();

        assertThat(end).isCompletedWithValue(new ExitReason.Normal());
        assertThat(takenBack).isCancelled();
        var late = system.monitor(mortal);
        simulation.settle();
        assertThat(late).isCompletedWithValue(new ExitReason.Normal());
    }

    // ---- links

    @Test
    void aNormalEndLeavesTheOtherAlone() {
        var one = mortal("one");
        doing("other", context -> context.link(one));
        simulation.settle();
        one.tell("done");
        simulation.settle();

        assertThat(info("/other").state()).isEqualTo(ActorInfo.State.RUNNING);
        assertThat(info("/other").lastFailure()).isNull();
    }

    @Test
    void whoIsToldToStopTakesTheOtherAlongWhicheverLinked() {
        for (var stopped : new String[] {"linking", "linked"}) {
            var linked = mortal("linked");
            var linking = doing("linking", context -> context.link(linked));
            simulation.settle();
            system.stop(stopped.equals("linked") ? linked : linking);
            simulation.settle();

            assertThat(system.inspect().children())
                    .as("after the stop of %s", stopped)
                    .extracting(ActorInfo::path)
                    .containsExactly("/probe");
        }
    }

    @Test
    void aFailureFailsTheOtherWithItsReasonAndEndsTheLink() {
        var one = doing("one", context -> {});
        var other = doing("other", context -> context.link(one));
        simulation.settle();
        one.tell(context -> {
            throw PLANTED;
        });
        simulation.settle();

        assertThat(info("/other").lastFailure())
                .isEqualTo(LinkedActorException.class.getName() + ": linked with /one, which ended: Failed[cause="
                        + PLANTED + "]");
        simulation.advance(Duration.ofSeconds(2));
        one.tell(context -> {
            throw PLANTED;
        });
        simulation.settle();
        assertThat(info("/other").restarts()).as("the link is gone").isEqualTo(1);
        assertThat(info("/other").state()).isEqualTo(ActorInfo.State.RUNNING);
        assertThat(other.tell(context -> {})).isNotNull();
    }

    @Test
    void aLinkThatWasTakenBackByEitherBindsNobody() {
        for (boolean bySame : new boolean[] {true, false}) {
            var one = doing("one", context -> {});
            var other = doing("other", context -> context.link(one));
            simulation.settle();
            if (bySame) {
                other.tell(context -> context.unlink(one));
            } else {
                one.tell(context -> context.unlink(other));
            }
            simulation.settle();
            system.stop(one);
            simulation.settle();

            assertThat(info("/other").state()).isEqualTo(ActorInfo.State.RUNNING);
            system.stop(other);
            simulation.settle();
        }
    }

    @Test
    void aLinkToTheDeadSharesHowTheyEnded() {
        var stopped = mortal("stopped");
        system.stop(stopped);
        var done = mortal("done");
        done.tell("done");
        simulation.settle();
        doing("one", context -> context.link(stopped));
        doing("other", context -> context.link(done));
        simulation.settle();

        assertThat(system.inspect().children()).extracting(ActorInfo::path).containsExactly("/probe", "/other");
    }

    @Test
    void neitherItselfNorAnActorElsewhereCanBeLinked() {
        var elsewhere = new ElsewhereRef(((ActorCell<?>) probe.ref()).kernel(), 3, 4);
        doing("linking", context -> {
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> context.link(elsewhere))
                    .withMessage("only another actor of this node can be linked; watch it instead, actor=/linking,"
                            + " link with=3:4");
            assertThatIllegalArgumentException().isThrownBy(() -> context.link(context.self()));
            probe.ref().tell("refused");
        });

        probe.expect("refused");
    }

    // ---- the actors

    /** An actor that does what it is told, first of all this, and tells the probe what it hears. */
    private ActorRef<Action> doing(String name, Action first) {
        var actor = system.<Action>spawn(
                name,
                context -> Behavior.of(
                        action -> {
                            action.run(context);
                            return Behavior.same();
                        },
                        signal -> {
                            if (signal instanceof Signal.Terminated(var ended, var reason)) {
                                probe.ref().tell(name + " heard Terminated of " + ended.path() + ": " + reason);
                            }
                            return Behavior.same();
                        }));
        actor.tell(first);
        return actor;
    }

    private Action saying(String text) {
        return context -> probe.ref().tell(text);
    }

    private ActorRef<String> mortal(String name) {
        var spec = ActorSpec.<String>of(context -> message -> switch (message) {
            case "done" -> Behavior.stopped();
            case "fail" -> Behavior.stopped(new ExitReason.Failed(PLANTED));
            default -> Behavior.same();
        });
        return system.spawn(name, spec.withRestart(RestartType.TEMPORARY));
    }

    private ActorInfo info(String path) {
        return system.inspect()
                .withDescendants()
                .filter(info -> info.path().equals(path))
                .findFirst()
                .orElseThrow();
    }
}
