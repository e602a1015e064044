package dev.microkernel.cell;

import static dev.microkernel.actor.RestartType.PERMANENT;
import static dev.microkernel.actor.RestartType.TEMPORARY;
import static dev.microkernel.actor.RestartType.TRANSIENT;
import static java.time.Duration.ofMillis;
import static java.time.Duration.ofSeconds;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.microkernel.actor.ActorInfo;
import dev.microkernel.actor.ActorRef;
import dev.microkernel.actor.ActorSpec;
import dev.microkernel.actor.AskException;
import dev.microkernel.actor.AutoShutdown;
import dev.microkernel.actor.Behavior;
import dev.microkernel.actor.DeadLetter.Reason;
import dev.microkernel.actor.ExitException;
import dev.microkernel.actor.ExitReason;
import dev.microkernel.actor.FailedMessage;
import dev.microkernel.actor.RestartType;
import dev.microkernel.actor.Signal;
import dev.microkernel.actor.SupervisorSpec;
import dev.microkernel.supervision.Backoff;
import dev.microkernel.supervision.DynamicSupervisor;
import dev.microkernel.supervision.Intensity;
import dev.microkernel.supervision.RestartStrategy;
import dev.microkernel.system.ActorSystem;
import dev.microkernel.system.SimulatedSystem;
import dev.microkernel.testkit.Probe;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Trees of actors under OTP's strategies: who is restarted, in which order, and what is left of whom. */
class SupervisionTreeTest {

    private static final IllegalStateException PLANTED = new IllegalStateException("planted");
    private static final Backoff NO_DELAY = Backoff.exponential(ofMillis(1), ofMillis(1));

    private final SimulatedSystem simulation = ActorSystem.named("test").simulate(11);
    private final ActorSystem system = simulation.system();
    private final Probe<String> probe = new Probe<>(simulation, "probe");
    private final Set<String> unableToStart = new HashSet<>();

    @AfterEach
    void close() {
        simulation.close();
    }

    // ---- order

    @Test
    void childrenStartInTheirOrderAndStopInTheReverseOrder() {
        var supervisor = supervise(RestartStrategy.oneForOne(), PERMANENT, "a", "b", "c");
        assertThat(probe.take()).containsExactly("a starts", "b starts", "c starts");

        system.stop(supervisor);

        assertThat(probe.take()).containsExactly("c stops", "b stops", "a stops");
    }

    @Test
    void aChildStartsWhenAllChildrenOfTheOneBeforeItHaveStarted() {
        var inner = ActorSpec.supervisor(SupervisorSpec.of(RestartStrategy.oneForOne())
                .withChild("x", worker("x"))
                .withChild("y", worker("y")));
        system.spawn(
                "outer",
                ActorSpec.supervisor(SupervisorSpec.of(RestartStrategy.oneForOne())
                        .withChild("inner", inner)
                        .withChild("b", worker("b"))));

        assertThat(probe.take()).containsExactly("x starts", "y starts", "b starts");
    }

    @Test
    void messagesToChildrenThatHaveNotStartedWait() {
        unableToStart.add("a");
        supervise(RestartStrategy.oneForOne().withBackoff(NO_DELAY), PERMANENT, "a", "b");
        simulation.settle();
        child("b").tell("hello");
        assertThat(probe.take()).isEmpty();
        unableToStart.clear();
        simulation.advance(ofSeconds(1));

        assertThat(probe.take()).containsExactly("a starts", "b starts", "b hears hello");
    }

    // ---- strategies

    @Test
    void oneForOneRestartsTheChildThatFailed() {
        supervise(RestartStrategy.oneForOne(), PERMANENT, "a", "b", "c");
        probe.take();
        child("b").tell("fail");

        assertThat(probe.take()).containsExactly("b restarts over Failed", "b starts");
    }

    @Test
    void restForOneRestartsWhatWasStartedAfterItToo() {
        supervise(RestartStrategy.restForOne(), PERMANENT, "a", "b", "c", "d");
        probe.take();
        child("b").tell("fail");

        assertThat(probe.take())
                .containsExactly(
                        "d restarts over Stopped",
                        "c restarts over Stopped",
                        "b restarts over Failed",
                        "b starts",
                        "c starts",
                        "d starts");
    }

    @Test
    void oneForAllRestartsAll() {
        supervise(RestartStrategy.oneForAll(), PERMANENT, "a", "b", "c");
        probe.take();
        child("b").tell("fail");

        assertThat(probe.take())
                .containsExactly(
                        "c restarts over Stopped",
                        "b restarts over Failed",
                        "a restarts over Stopped",
                        "a starts",
                        "b starts",
                        "c starts");
    }

    @Test
    void restartedChildrenKeepTheirReferencesNamesAndMailboxes() {
        supervise(RestartStrategy.oneForAll(), PERMANENT, "a", "b");
        simulation.settle();
        var a = child("a");
        system.registry().register("worker", a);
        child("b").tell("fail");
        a.tell("still there?");
        simulation.settle();

        assertThat(child("a")).isSameAs(a);
        assertThat(system.registry().lookup("worker"))
                .hasValueSatisfying(found -> assertThat(found).isSameAs(a));
        assertThat(probe.take()).contains("a hears still there?");
    }

    @Test
    void childrenStartedByTheBehaviourBelongToTheGroup() {
        var supervisor = system.<String>spawn(
                "supervisor",
                ActorSpec.<String>of(context -> {
                            context.spawn("late", worker("late"));
                            return message -> Behavior.same();
                        })
                        .withSupervisor(
                                SupervisorSpec.of(RestartStrategy.oneForAll()).withChild("a", worker("a"))));
        probe.take();
        child("a").tell("fail");

        assertThat(supervisor.path()).isEqualTo("/supervisor");
        assertThat(probe.take()).contains("late restarts over Stopped", "late starts", "a starts");
    }

    @Test
    void temporaryChildrenAreStoppedWithTheOthersAndNotRestarted() {
        system.spawn(
                "supervisor",
                ActorSpec.supervisor(SupervisorSpec.of(RestartStrategy.oneForAll())
                        .withChild("a", worker("a"))
                        .withChild("b", worker("b"), TEMPORARY)
                        .withChild("c", worker("c"))));
        probe.take();
        child("c").tell("fail");

        assertThat(probe.take())
                .containsExactly(
                        "c restarts over Failed", "b stops", "a restarts over Stopped", "a starts", "c starts");
        assertThat(names("/supervisor")).containsExactly("/supervisor/a", "/supervisor/c");
    }

    @Test
    void aFailureWhileTheGroupBeginsHasAllLetGoAgain() {
        supervise(RestartStrategy.oneForAll().withBackoff(NO_DELAY), PERMANENT, "a", "b", "c");
        probe.take();
        unableToStart.add("b");
        child("c").tell("fail");
        simulation.settle();
        unableToStart.clear();
        simulation.advance(ofSeconds(1));

        assertThat(probe.take())
                .startsWith(
                        "c restarts over Failed",
                        "b restarts over Stopped",
                        "a restarts over Stopped",
                        "a starts",
                        "a restarts over Stopped")
                .endsWith("a starts", "b starts", "c starts");
        assertThat(states("/supervisor")).containsOnly(ActorInfo.State.RUNNING);
    }

    @Test
    void twoFailuresAtOnceAreOneRestartOfTheGroup() {
        supervise(RestartStrategy.oneForAll(), PERMANENT, "a", "b");
        probe.take();
        child("a").tell("fail");
        child("b").tell("fail");
        simulation.advance(ofSeconds(20));

        assertThat(probe.take().stream().filter("a starts"::equals).count()).isBetween(1L, 2L);
        assertThat(states("/supervisor")).containsOnly(ActorInfo.State.RUNNING);
    }

    @Test
    void aGroupWaitsForItsDelayBetweenTheEndAndTheBeginning() {
        supervise(
                RestartStrategy.oneForAll().withBackoff(new Backoff(ofMillis(100), ofSeconds(1), 0)),
                PERMANENT,
                "a",
                "b");
        probe.take();
        child("a").tell("fail");
        simulation.settle();
        child("a").tell("fail");
        simulation.settle();
        probe.take();
        assertThat(states("/supervisor")).containsOnly(ActorInfo.State.RESTARTING);
        simulation.advance(ofMillis(99));
        probe.expectNothing();
        simulation.advance(ofMillis(1));

        assertThat(probe.take()).containsExactly("a starts", "b starts");
    }

    @Test
    void aSupervisorThatStopsDuringARestartOfTheGroupStopsAll() {
        var supervisor = supervise(
                RestartStrategy.oneForAll().withBackoff(Backoff.exponential(ofSeconds(1), ofSeconds(9))),
                PERMANENT,
                "a",
                "b");
        simulation.settle();
        child("a").tell("fail");
        simulation.settle();
        child("a").tell("fail");
        simulation.settle();
        system.stop(supervisor);
        simulation.advance(ofSeconds(60));

        assertThat(system.actors()).isEqualTo(1);
    }

    // ---- restart types

    @Test
    void aPermanentChildThatStopsItselfIsStartedAfresh() {
        supervise(RestartStrategy.oneForOne(), PERMANENT, "a");
        probe.take();
        child("a").tell("stop");

        assertThat(probe.take()).containsExactly("a restarts over Normal", "a starts");
    }

    @Test
    void aTransientChildThatStopsItselfIsGone() {
        supervise(RestartStrategy.oneForAll(), TRANSIENT, "a", "b");
        probe.take();
        child("a").tell("stop");

        assertThat(probe.take()).containsExactly("a stops");
        assertThat(names("/supervisor")).containsExactly("/supervisor/b");
    }

    @Test
    void aTemporaryChildThatFailsIsGoneAndItsWatchersLearnWhy() {
        supervise(RestartStrategy.oneForOne(), TEMPORARY, "a");
        probe.take();
        var end = system.monitor(child("a"));
        child("a").tell("fail");

        assertThat(probe.take()).containsExactly("a stops");
        assertThat(end).isCompletedWithValue(new ExitReason.Failed(PLANTED));
    }

    @ParameterizedTest
    @EnumSource(RestartType.class)
    void aChildThatItsParentStopsIsNotRestarted(RestartType type) {
        supervise(RestartStrategy.oneForOne(), type, "a", "b");
        simulation.settle();
        system.stop(child("a"));
        simulation.settle();

        assertThat(names("/supervisor")).containsExactly("/supervisor/b");
    }

    @Test
    void aPermanentProcessRunsAgainWhenItHasReturned() {
        system.spawn(
                "supervisor",
                ActorSpec.supervisor(SupervisorSpec.of(
                                RestartStrategy.oneForOne().withBackoff(NO_DELAY))
                        .withChild("p", ActorSpec.<String>process(context -> {
                            probe.ref().tell("runs");
                            context.receive();
                        }))));
        simulation.settle();
        child("p").tell("go on");
        simulation.advance(ofSeconds(1));

        assertThat(probe.take()).containsExactly("runs", "runs");
    }

    @Test
    void aProcessIsRestartedWithTheOthers() {
        system.spawn(
                "supervisor",
                ActorSpec.supervisor(SupervisorSpec.of(RestartStrategy.oneForAll())
                        .withChild("p", ActorSpec.<String>process(context -> {
                            probe.ref().tell("runs");
                            context.receive();
                        }))
                        .withChild("a", worker("a"))));
        probe.take();
        child("a").tell("fail");

        assertThat(probe.take()).containsExactlyInAnyOrder("a restarts over Failed", "runs", "a starts");
    }

    // ---- significant children

    @Test
    void theFirstSignificantChildThatEndsTakesItsSupervisorAlong() {
        system.spawn(
                "supervisor",
                ActorSpec.supervisor(SupervisorSpec.DEFAULT
                        .withAutoShutdown(AutoShutdown.ANY_SIGNIFICANT)
                        .withChild("a", worker("a").asSignificant(), TRANSIENT)
                        .withChild("b", worker("b"))));
        var end = system.monitor(at("/supervisor"));
        probe.take();
        child("a").tell("fail");
        simulation.settle();
        assertThat(end).isNotDone();
        child("a").tell("stop");
        simulation.settle();

        assertThat(end).isCompletedWithValue(new ExitReason.Stopped());
        assertThat(system.actors()).isEqualTo(1);
    }

    @Test
    void theLastSignificantChildThatEndsTakesItsSupervisorAlong() {
        system.spawn(
                "supervisor",
                ActorSpec.supervisor(SupervisorSpec.DEFAULT
                        .withAutoShutdown(AutoShutdown.ALL_SIGNIFICANT)
                        .withChild("a", worker("a").asSignificant(), TRANSIENT)
                        .withChild("b", worker("b").asSignificant(), TEMPORARY)
                        .withChild("c", worker("c"))));
        simulation.settle();
        child("a").tell("stop");
        simulation.settle();
        assertThat(names("/supervisor")).containsExactly("/supervisor/b", "/supervisor/c");
        child("b").tell("fail");
        simulation.settle();

        assertThat(system.actors()).isEqualTo(1);
    }

    @Test
    void aSignificantChildThatIsStoppedFromOutsideLeavesItsSupervisorRunning() {
        system.spawn(
                "supervisor",
                ActorSpec.supervisor(SupervisorSpec.DEFAULT
                        .withAutoShutdown(AutoShutdown.ANY_SIGNIFICANT)
                        .withChild("a", worker("a").asSignificant(), TRANSIENT)));
        simulation.settle();
        system.stop(child("a"));
        simulation.settle();

        assertThat(names("/supervisor")).isEmpty();
        assertThat(system.actors()).isEqualTo(2);
    }

    @Test
    void aSignificantChildNeedsASupervisorThatCares() {
        assertThatIllegalArgumentException()
                .isThrownBy(
                        () -> SupervisorSpec.DEFAULT.withChild("a", worker("a").asSignificant(), TRANSIENT))
                .withMessageContaining("needs a supervisor with auto-shutdown");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> system.spawn("a", worker("a").asSignificant()))
                .withMessageContaining("child=a");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> worker("a").asSignificant().withRestart(PERMANENT))
                .withMessageContaining("never ends by itself");
    }

    // ---- escalation

    @Test
    void aSupervisorThatGivesUpTellsWhatHappened() {
        system.spawn(
                "outer",
                ActorSpec.supervisor(SupervisorSpec.of(RestartStrategy.oneForOne())
                        .withChild(
                                "inner",
                                ActorSpec.supervisor(SupervisorSpec.of(RestartStrategy.oneForOne()
                                                .withBackoff(NO_DELAY)
                                                .withIntensity(new Intensity(1, ofSeconds(10))))
                                        .withChild("a", worker("a"))
                                        .withChild("b", worker("b"))))));
        simulation.settle();
        at("/outer/inner/a").tell("fail");
        simulation.advance(ofMillis(10));
        probe.take();
        at("/outer/inner/b").tell("fail");
        simulation.advance(ofMillis(10));

        assertThat(probe.take()).containsExactly("b stops", "a stops", "a starts", "b starts");
        assertThat(info("/outer/inner").lastFailure())
                .contains("more than 1 restarts within PT10S")
                .contains("a (java.lang.IllegalStateException: planted), b (java.lang.IllegalStateException: planted)");
        assertThat(info("/outer/inner").restarts()).isEqualTo(1);
    }

    @Test
    void failuresAreRememberedWithTheirStacksAndTheOldestAreForgotten() {
        supervise(RestartStrategy.oneForOne().withBackoff(NO_DELAY), PERMANENT, "a");
        simulation.settle();
        for (int i = 0; i < ActorInfo.FAILURES_MAX + 2; i++) {
            child("a").tell("fail");
            simulation.advance(ofMillis(10));
        }

        var failures = info("/supervisor/a").failures();
        assertThat(failures).hasSize(ActorInfo.FAILURES_MAX);
        assertThat(failures.getLast().stackTrace()).contains("planted", "SupervisionTreeTest");
        assertThat(failures.getFirst().at()).isBefore(failures.getLast().at());
    }

    @Test
    void anActorFailsForAReasonOfItsOwnByAnExitException() {
        var deadline = new ExitReason.Deadline(ofSeconds(1));
        var actor = system.<String>spawn(
                "slow",
                ActorSpec.<String>of(context -> message -> {
                            throw new ExitException(deadline);
                        })
                        .withRestart(TEMPORARY));
        var end = system.monitor(actor);
        actor.tell("work");
        simulation.settle();

        assertThat(end).isCompletedWithValue(deadline);
    }

    @Test
    void anErrorThatTheJvmMayNotSurviveFailsTheActorAndIsReported() {
        var reported = new ArrayList<VirtualMachineError>();
        var outOfMemory = new OutOfMemoryError("planted");
        try (var other = ActorSystem.named("other").onFatalError(reported::add).simulate(1)) {
            var actor = other.system().<Error>spawn("hungry", context -> error -> {
                throw error;
            });
            actor.tell(outOfMemory);
            actor.tell(new StackOverflowError("planted"));
            actor.tell(new NoClassDefFoundError("planted"));
            other.advance(ofSeconds(10));

            assertThat(reported).containsExactly(outOfMemory);
            assertThat(other.system().restarts()).isEqualTo(3);
        }
    }

    @Test
    void theParentHearsOfAFailureBeforeItActs() {
        system.<String>spawn("parent", context -> {
            context.spawn("a", worker("a"));
            return Behavior.of(message -> Behavior.same(), signal -> {
                if (signal instanceof Signal.ChildFailed(var child, var reason)) {
                    probe.ref().tell(child.path() + " " + reason.getClass().getSimpleName());
                }
                return Behavior.same();
            });
        });
        probe.take();
        at("/parent/a").tell("fail");

        assertThat(probe.take()).containsExactly("/parent/a Failed", "a restarts over Failed", "a starts");
    }

    // ---- what a restart keeps

    @Test
    void theMessageThatFailedIsRetriedAsOftenAsItMay() {
        var actor = system.spawn(
                "fragile",
                worker("a").withFailedMessage(new FailedMessage.Retry(2)).withStrategy(RestartStrategy.oneForOne()));
        actor.tell("fail");
        actor.tell("next");
        simulation.advance(ofSeconds(10));

        assertThat(info("/fragile").restarts()).isEqualTo(3);
        assertThat(probe.take()).endsWith("a starts", "a hears next");
    }

    @Test
    void anAskSurvivesARetry() {
        var actor = system.<String>spawn(
                "fragile",
                ActorSpec.<String>of(context -> {
                            boolean secondLife =
                                    context.carriedOver(String.class).isPresent();
                            return Behavior.of(
                                    message -> {
                                        if (!secondLife) {
                                            throw PLANTED;
                                        }
                                        context.reply("at last");
                                        return Behavior.same();
                                    },
                                    signal -> {
                                        context.carryOver("seen");
                                        return Behavior.same();
                                    });
                        })
                        .withFailedMessage(new FailedMessage.Retry(1)));
        var answer = actor.ask("question", String.class, ofSeconds(1));
        simulation.settle();

        assertThat(answer).isCompletedWithValue("at last");
    }

    @Test
    void theMessageThatFailedIsHandedOver() {
        var given = new ArrayList<Object>();
        var actor =
                system.spawn("fragile", worker("a").withFailedMessage(new FailedMessage.HandOver((message, failure) -> {
                    given.add(message);
                    given.add(failure);
                    throw new IllegalStateException("the handler throws, too");
                })));
        var answer = actor.ask("fail", String.class, ofSeconds(1));
        simulation.settle();

        assertThat(given).containsExactly("fail", PLANTED);
        assertThat(answer)
                .isCompletedExceptionally()
                .matches(future -> future.exceptionNow() instanceof AskException why
                        && why.kind() == AskException.Kind.RECEIVER_FAILED);
    }

    @Test
    void aFreshMailboxLosesWhatWaits() {
        var actor = system.spawn("forgetful", worker("a").withFreshMailbox());
        actor.tell("fail");
        actor.tell("lost");
        simulation.settle();
        actor.tell("found");

        assertThat(probe.take()).containsExactly("a starts", "a restarts over Failed", "a starts", "a hears found");
        assertThat(system.deadLetters().count(Reason.FORMER_LIFE)).isEqualTo(1);
    }

    @Test
    void whatIsCarriedOverReachesTheNextLifeOnly() {
        var actor = system.<String>spawn("heir", context -> {
            probe.ref().tell("inherits " + context.carriedOver(String.class).orElse("nothing"));
            return message -> {
                if (message.equals("fail")) {
                    throw PLANTED;
                }
                context.carryOver(message);
                return Behavior.same();
            };
        });
        actor.tell("gold");
        actor.tell("fail");
        actor.tell("fail");
        simulation.advance(ofSeconds(1));

        assertThat(probe.take()).containsExactly("inherits nothing", "inherits gold", "inherits nothing");
    }

    // ---- operations

    @Test
    void anActorIsFoundByItsPath() {
        supervise(RestartStrategy.oneForOne(), PERMANENT, "a");
        simulation.settle();
        ActorRef<String> unnamed = system.spawn(context -> message -> Behavior.same());

        assertThat(system.find("/supervisor/a").orElseThrow().path()).isEqualTo("/supervisor/a");
        assertThat(system.find(unnamed.path()))
                .hasValueSatisfying(found -> assertThat(found).isSameAs(unnamed));
        assertThat(system.find("/supervisor/a/b")).isEmpty();
        assertThat(system.find("/nobody")).isEmpty();
    }

    @Test
    void anOperatorRestartsAHealthyActor() {
        supervise(RestartStrategy.oneForAll(), PERMANENT, "a", "b");
        probe.take();
        system.restart(child("a"));

        assertThat(probe.take()).containsExactly("a restarts over Stopped", "a starts");
        assertThat(info("/supervisor/a").failures()).isEmpty();
        assertThatIllegalArgumentException().isThrownBy(() -> system.restart(at("/")));
    }

    @Test
    void whoIsRestartedByAnOperatorBeforeItsTurnDoesNotHoldUpTheOthers() {
        unableToStart.add("a");
        supervise(RestartStrategy.oneForOne().withBackoff(NO_DELAY).withoutIntensity(), PERMANENT, "a", "b", "c");
        simulation.settle();
        system.restart(child("b"));
        simulation.advance(ofMillis(10));
        probe.expectNothing();
        unableToStart.clear();
        simulation.advance(ofSeconds(1));

        assertThat(probe.take()).containsExactly("a starts", "b starts", "c starts");
    }

    @Test
    void aSuspendedActorHandlesNothingUntilItIsResumed() {
        var actor = system.<String>spawn("worker", context -> {
            context.startTimerAtFixedRate("tick", "tick", ofMillis(10));
            return message -> {
                probe.ref().tell(message);
                return Behavior.same();
            };
        });
        simulation.settle();
        system.suspend(actor);
        actor.tell("hello");
        simulation.advance(ofMillis(100));
        probe.expectNothing();
        assertThat(info("/worker").state()).isEqualTo(ActorInfo.State.SUSPENDED);
        assertThat(info("/worker").mailbox().depth()).isEqualTo(1);
        system.resume(actor);
        simulation.settle();

        assertThat(probe.take()).contains("tick", "hello");
        assertThat(info("/worker").state()).isEqualTo(ActorInfo.State.RUNNING);
    }

    /** Found by simulation: seed 7970 of the trees. */
    @Test
    void whatWasPipedToASuspendedActorDoesNotReachItsNextLife() {
        var future = new CompletableFuture<String>();
        var actor = system.<String>spawn("worker", context -> {
            if (!future.isDone()) {
                context.pipe(future, value -> value, String::valueOf);
            }
            return message -> {
                probe.ref().tell(message);
                return Behavior.same();
            };
        });
        simulation.settle();
        system.suspend(actor);
        simulation.settle();
        future.complete("of the former life");
        simulation.settle();
        system.restart(actor);
        system.resume(actor);
        simulation.settle();

        probe.expectNothing();
        assertThat(system.deadLetters().count(Reason.FORMER_LIFE)).isEqualTo(1);
    }

    @Test
    void aSuspendedActorCanBeStopped() {
        var actor = system.spawn("worker", worker("a"));
        simulation.settle();
        system.suspend(actor);
        actor.tell("lost");
        system.stop(actor);
        simulation.settle();

        assertThat(probe.take()).containsExactly("a starts", "a stops");
        assertThat(system.deadLetters().count(Reason.STOPPED)).isEqualTo(1);
    }

    // ---- children started at run time

    @Test
    void aDynamicSupervisorStartsChildrenOfItsTemplate() {
        var sessions = system.spawn(
                "sessions",
                DynamicSupervisor.<String>of(
                        name -> {
                            if (name.isEmpty()) {
                                throw new IllegalArgumentException("a session needs a user");
                            }
                            return worker(name);
                        },
                        RestartStrategy.oneForOne(),
                        2));

        assertThat(start(sessions, "alice", "alice")).isInstanceOf(DynamicSupervisor.Result.Started.class);
        assertThat(start(sessions, "alice", "again"))
                .isInstanceOfSatisfying(
                        DynamicSupervisor.Result.Refused.class,
                        refused -> assertThat(refused.reason()).contains("a child of that name exists"));
        assertThat(start(sessions, null, "")).isEqualTo(new DynamicSupervisor.Result.Refused("a session needs a user"));
        assertThat(start(sessions, null, "bob")).isInstanceOf(DynamicSupervisor.Result.Started.class);
        assertThat(start(sessions, null, "carol"))
                .isEqualTo(new DynamicSupervisor.Result.Refused("there are 2 children, as many as there may be"));
        at("/sessions/alice").tell("fail");
        simulation.settle();
        assertThat(info("/sessions/alice").restarts()).isEqualTo(1);
        at("/sessions/alice").tell("stop");
        simulation.settle();
        assertThat(start(sessions, null, "carol")).isInstanceOf(DynamicSupervisor.Result.Started.class);
    }

    private DynamicSupervisor.Result start(
            ActorRef<DynamicSupervisor.Start<String>> supervisor, String name, String argument) {
        var answer = supervisor.ask(
                new DynamicSupervisor.Start<>(name, argument), DynamicSupervisor.Result.class, ofSeconds(1));
        simulation.settle();
        return answer.join();
    }

    // ---- storms

    @ParameterizedTest
    @ValueSource(strings = {"ONE", "REST", "ALL"})
    void aStormOfFailuresLeavesTheTreeIntact(String scope) {
        var strategy = switch (scope) {
            case "ONE" -> RestartStrategy.oneForOne();
            case "REST" -> RestartStrategy.restForOne();
            default -> RestartStrategy.oneForAll();
        };
        var patient = strategy.withoutIntensity().withBackoff(Backoff.exponential(ofMillis(1), ofMillis(2)));
        var inner = ActorSpec.supervisor(SupervisorSpec.of(patient)
                .withChild("x", silent())
                .withChild("y", silent())
                .withChild("z", silent()));
        system.spawn(
                "outer",
                ActorSpec.supervisor(
                        SupervisorSpec.of(patient).withChild("i", inner).withChild("j", inner)));
        simulation.settle();
        var before = names("/outer");
        var leaves = List.of("/outer/i/x", "/outer/i/y", "/outer/i/z", "/outer/j/x", "/outer/j/y", "/outer/j/z");
        for (int i = 0; i < 2_000; i++) {
            at(leaves.get(i % leaves.size())).tell("fail");
            simulation.advance(ofMillis(i % 3));
        }
        simulation.advance(ofSeconds(10));

        assertThat(names("/outer")).isEqualTo(before);
        assertThat(states("/outer")).containsOnly(ActorInfo.State.RUNNING);
        assertThat(system.actors()).isEqualTo(10);
        assertThat(system.restarts()).isGreaterThan(1_000);
    }

    private static ActorSpec<String> silent() {
        return ActorSpec.of(context -> message -> {
            throw PLANTED;
        });
    }

    // ---- set-up

    private ActorRef<Object> supervise(RestartStrategy strategy, RestartType type, String... children) {
        var spec = SupervisorSpec.of(strategy);
        for (var child : children) {
            spec = spec.withChild(child, worker(child), type);
        }
        return system.spawn("supervisor", ActorSpec.supervisor(spec));
    }

    private ActorSpec<String> worker(String name) {
        return ActorSpec.of(context -> {
            if (unableToStart.contains(name)) {
                throw PLANTED;
            }
            probe.ref().tell(name + " starts");
            return Behavior.of(
                    message -> {
                        switch (message) {
                            case "fail" -> throw PLANTED;
                            case "stop" -> {
                                return Behavior.stopped();
                            }
                            default -> probe.ref().tell(name + " hears " + message);
                        }
                        return Behavior.same();
                    },
                    signal -> {
                        if (signal instanceof Signal.PreRestart(var reason)) {
                            probe.ref()
                                    .tell(name + " restarts over "
                                            + reason.getClass().getSimpleName());
                        } else if (signal instanceof Signal.Stopping) {
                            probe.ref().tell(name + " stops");
                        }
                        return Behavior.same();
                    });
        });
    }

    private ActorRef<String> child(String name) {
        return at("/supervisor/" + name);
    }

    @SuppressWarnings("unchecked") // all that these tests start takes strings
    private ActorRef<String> at(String path) {
        simulation.settle();
        return (ActorRef<String>) system.find(path).orElseThrow();
    }

    private ActorInfo info(String path) {
        return system.inspect()
                .withDescendants()
                .filter(actor -> actor.path().equals(path))
                .findFirst()
                .orElseThrow();
    }

    private List<String> names(String path) {
        return info(path).children().stream()
                .flatMap(ActorInfo::withDescendants)
                .map(ActorInfo::path)
                .toList();
    }

    private List<ActorInfo.State> states(String path) {
        return info(path).children().stream()
                .flatMap(ActorInfo::withDescendants)
                .map(ActorInfo::state)
                .toList();
    }
}
