package dev.microkernel.cell;

import static java.time.Duration.ofMillis;
import static java.time.Duration.ofSeconds;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.assertThatNullPointerException;

import dev.microkernel.actor.ActorContext;
import dev.microkernel.actor.ActorInfo;
import dev.microkernel.actor.ActorRef;
import dev.microkernel.actor.ActorSpec;
import dev.microkernel.actor.AskException;
import dev.microkernel.actor.Behavior;
import dev.microkernel.actor.BehaviorFactory;
import dev.microkernel.actor.DeadLetter.Reason;
import dev.microkernel.actor.ExitReason;
import dev.microkernel.actor.Failure;
import dev.microkernel.actor.Signal;
import dev.microkernel.mailbox.Delivery;
import dev.microkernel.mailbox.MailboxSpec;
import dev.microkernel.system.ActorSystem;
import dev.microkernel.system.SimulatedSystem;
import dev.microkernel.testkit.Probe;
import java.util.ArrayList;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class ActorTest {

    private final SimulatedSystem simulation = ActorSystem.named("test").simulate(42);
    private final ActorSystem system = simulation.system();
    private final Probe<String> probe = new Probe<>(simulation, "probe");

    @AfterEach
    void close() {
        simulation.close();
    }

    // ---- messages

    @Test
    void handlesMessagesInTheOrderInWhichTheyWereSent() {
        var actor = system.spawn("echo", this::echo);
        actor.tell("one");
        actor.tell("two");

        assertThat(probe.take()).containsExactly("one", "two");
    }

    @Test
    void becomesTheBehaviourThatItReturns() {
        Behavior<String> second = message -> {
            probe.ref().tell("second " + message);
            return Behavior.same();
        };
        var actor = system.<String>spawn("changing", context -> (String message) -> second);
        actor.tell("a");
        actor.tell("b");

        probe.expect("second b");
        probe.expectNothing();
    }

    @Test
    void countsWhatABehaviourHasNoUseFor() {
        system.<String>spawn("deaf", context -> (String message) -> Behavior.unhandled())
                .tell("hello");
        simulation.settle();

        assertThat(system.unhandled()).isEqualTo(1);
        assertThat(system.deadLetters().total()).isZero();
    }

    @Test
    void refusesWhatDoesNotFitTheMailboxAndKeepsWhatDid() {
        var actor = system.spawn("small", ActorSpec.of(this::echo).withMailbox(MailboxSpec.bounded(2)));

        assertThat(actor.tell("one")).isEqualTo(Delivery.ACCEPTED);
        assertThat(actor.tell("two")).isEqualTo(Delivery.ACCEPTED);
        assertThat(actor.tell("three")).isEqualTo(Delivery.REFUSED_FULL);
        assertThat(system.deadLetters().count(Reason.FULL)).isEqualTo(1);
        assertThat(probe.take()).containsExactly("one", "two");
        assertThat(actor.tell("four")).isEqualTo(Delivery.ACCEPTED);
    }

    @Test
    void refusesNullAtTheSender() {
        var actor = system.spawn("echo", this::echo);

        assertThatNullPointerException().isThrownBy(() -> actor.tell(null)).withMessageContaining("must not be null");
    }

    @Test
    void aReplyToNobodyIsADeadLetter() {
        system.<String>spawn("polite", context -> (String message) -> {
                    context.sender().tell("answer");
                    return Behavior.same();
                })
                .tell("no sender");
        simulation.settle();

        assertThat(system.deadLetters().newest()).singleElement().satisfies(letter -> {
            assertThat(letter.reason()).isEqualTo(Reason.NO_SENDER);
            assertThat(letter.messageType()).isEqualTo("java.lang.String");
        });
    }

    // ---- spawning

    @Test
    void refusesNamesThatAreMalformedOrTaken() {
        system.spawn("taken", this::echo);

        assertThatIllegalArgumentException()
                .isThrownBy(() -> system.spawn("taken", this::echo))
                .withMessageContaining("child=taken");
        assertThatIllegalArgumentException().isThrownBy(() -> system.spawn("", this::echo));
        assertThatIllegalArgumentException().isThrownBy(() -> system.spawn("a/b", this::echo));
        assertThatIllegalArgumentException().isThrownBy(() -> system.spawn("x".repeat(64), this::echo));
    }

    @Test
    void aNameIsFreeAgainWhenItsActorHasStopped() {
        var first = system.spawn("again", this::echo);
        system.stop(first);
        simulation.settle();

        var second = system.spawn("again", this::echo);
        assertThat(first.tell("to the dead")).isEqualTo(Delivery.REFUSED_STOPPED);
        second.tell("to the living");
        probe.expect("to the living");
        assertThat(second.id()).isNotEqualTo(first.id());
    }

    @Test
    void showsTheTree() {
        system.<String>spawn("parent", context -> {
            context.spawn("child", this::echo);
            return (String message) -> Behavior.same();
        });
        simulation.settle();

        assertThat(system.inspect().withDescendants().map(ActorInfo::path))
                .containsExactly("/", "/probe", "/parent", "/parent/child");
        assertThat(system.actors()).isEqualTo(3);
    }

    // ---- ask

    @Test
    void anAskIsCompletedWithTheReply() {
        var answer = replier().ask("question", String.class, ofSeconds(1));
        simulation.settle();

        assertThat(answer).isCompletedWithValue("answer to question");
        simulation.advance(ofSeconds(2));
        assertThat(system.deadLetters().total()).isZero();
    }

    @Test
    void anAskThatGetsNoReplyFailsAtItsTimeoutAndTheLateReplyIsADeadLetter() {
        var asked = new CompletableFuture<ActorRef<Object>>();
        var slow = system.<String>spawn("slow", context -> (String message) -> {
            asked.complete(context.sender());
            return Behavior.same();
        });
        var answer = slow.ask("question", String.class, ofSeconds(1));

        simulation.advance(ofMillis(999));
        assertThat(answer).isNotDone();
        simulation.advance(ofMillis(1));
        assertFailed(answer, AskException.Kind.TIMEOUT, "/slow sent no String within PT1S");
        assertThat(asked.join().tell("too late")).isEqualTo(Delivery.REFUSED_STOPPED);
        assertThat(system.deadLetters().count(Reason.LATE_REPLY)).isEqualTo(1);
    }

    @Test
    void anAskFailsAtOnceWhereNoReplyCanCome() {
        var stopped = system.spawn("stopped", this::echo);
        var full = system.spawn("full", ActorSpec.of(this::echo).withMailbox(MailboxSpec.bounded(1)));
        var failing = system.<String>spawn("failing", context -> (String message) -> {
            throw new IllegalStateException("planted");
        });
        full.tell("first");
        var refusedFull = full.ask("second", String.class, ofSeconds(1));
        var stoppedWhileWaiting = stopped.ask("question", String.class, ofSeconds(1));
        system.stop(stopped); // overtakes the question
        var failed = failing.ask("question", String.class, ofSeconds(1));
        var wrong = replier().ask("question", Integer.class, ofSeconds(1));
        simulation.settle();
        var refusedStopped = stopped.ask("question", String.class, ofSeconds(1));

        assertFailed(refusedFull, AskException.Kind.REFUSED_FULL, "/full refused");
        assertFailed(stoppedWhileWaiting, AskException.Kind.REFUSED_STOPPED, "/stopped stopped before");
        assertFailed(failed, AskException.Kind.RECEIVER_FAILED, "planted");
        assertFailed(wrong, AskException.Kind.WRONG_REPLY, "replied with java.lang.String");
        assertFailed(refusedStopped, AskException.Kind.REFUSED_STOPPED, "/stopped refused");
    }

    @Test
    void anAskFailsWithTheFailureThatItsReceiverReplies() {
        var answer = system.<String>spawn("apologising", context -> message -> {
                    context.reply(new Failure(new IllegalStateException("device is asleep")));
                    return Behavior.same();
                })
                .ask("question", String.class, ofSeconds(1));
        simulation.settle();

        assertFailed(answer, AskException.Kind.RECEIVER_FAILED, "device is asleep");
    }

    @Test
    void aCancelledAskMakesTheReplyADeadLetter() {
        var answer = replier().ask("question", String.class, ofSeconds(1));
        answer.cancel(true);
        simulation.settle();

        assertThat(answer).isCancelled();
        assertThat(system.deadLetters().count(Reason.LATE_REPLY)).isEqualTo(1);
    }

    // ---- stop and watch

    @Test
    void stopsChildrenFirstAndTheYoungestOfThemFirst() {
        var parent = system.<String>spawn("parent", context -> {
            context.spawn("elder", noting("elder"));
            context.spawn("younger", noting("younger"));
            return noting("parent").create(context);
        });
        simulation.settle();
        system.stop(parent);

        assertThat(probe.take()).containsExactly("younger stopping", "elder stopping", "parent stopping");
        assertThat(system.inspect().withDescendants().map(ActorInfo::path)).containsExactly("/", "/probe");
    }

    @Test
    void whatWaitsInTheMailboxOfAStoppedActorIsDeadLetters() {
        var actor = system.<String>spawn("stopping", context -> (String message) -> Behavior.stopped());
        actor.tell("stop");
        actor.tell("never handled");
        simulation.settle();

        assertThat(system.deadLetters().count(Reason.STOPPED)).isEqualTo(1);
        assertThat(actor.tell("refused")).isEqualTo(Delivery.REFUSED_STOPPED);
    }

    @Test
    void aWatcherHearsOnceOfTheEndAndItsReason() {
        var mortal = system.<String>spawn("mortal", context -> (String message) -> Behavior.stopped());
        watcherOf(mortal);
        mortal.tell("die");

        probe.expect("Terminated /mortal Normal[]");
        probe.expectNothing();
    }

    @Test
    void aWatcherOfTheDeadHearsAtOnce() {
        var mortal = system.spawn("mortal", this::echo);
        system.stop(mortal);
        simulation.settle();
        watcherOf(mortal);

        probe.expect("Terminated /mortal Stopped[]");
    }

    @Test
    void aWatcherThatTookItBackHearsNothing() {
        var mortal = system.spawn("mortal", this::echo);
        var watcher = watcherOf(mortal);
        simulation.settle();
        watcher.tell("unwatch");
        simulation.settle();
        system.stop(mortal);

        probe.expectNothing();
    }

    @Test
    void anActorStopsItsOwnChildrenOnly() {
        var stranger = system.spawn("stranger", this::echo);
        var refused = new CompletableFuture<Boolean>();
        system.<String>spawn("parent", context -> (String message) -> {
                    assertThatIllegalArgumentException().isThrownBy(() -> context.stop(stranger));
                    refused.complete(true);
                    return Behavior.same();
                })
                .tell("go");
        simulation.settle();

        assertThat(refused).isCompletedWithValue(true);
    }

    // ---- timers

    @Test
    void aTimerSendsOnceAPeriodicOneAgainAndAgain() {
        system.<String>spawn("ticking", context -> {
            context.startTimer("once", "once", ofMillis(15));
            context.startTimerWithFixedDelay("tick", "tick", ofMillis(10));
            return echo(context);
        });
        simulation.settle();

        simulation.advance(ofMillis(30));
        assertThat(probe.take()).containsExactly("tick", "once", "tick", "tick");
    }

    @Test
    void aTimerIsReplacedByItsKeyAndCancelled() {
        system.<String>spawn("timers", context -> {
            context.startTimer("key", "replaced", ofMillis(10));
            context.startTimer("key", "kept", ofMillis(20));
            context.startTimer("other", "cancelled", ofMillis(10));
            context.cancelTimer("other");
            return echo(context);
        });
        simulation.settle();

        simulation.advance(ofMillis(30));
        assertThat(probe.take()).containsExactly("kept");
    }

    @Test
    void aTimerThatFiredIsNotHandledAfterItWasCancelled() {
        var actor = system.<String>spawn("late", context -> {
            context.startTimer("key", "fired", ofMillis(10));
            return (String message) -> {
                probe.ref().tell(message);
                context.cancelTimer("key");
                return Behavior.same();
            };
        });
        simulation.settle();
        actor.tell("cancel it");
        simulation.advance(ofMillis(10));

        assertThat(probe.take()).containsExactly("cancel it");
    }

    @Test
    void timersOfOneActorAreBounded() {
        var refused = new CompletableFuture<Boolean>();
        system.<String>spawn("greedy", context -> {
            for (int i = 0; i < Timers.TIMERS_MAX; i++) {
                context.startTimer(i, "tick", ofSeconds(1));
            }
            assertThatIllegalStateException().isThrownBy(() -> context.startTimer("more", "tick", ofSeconds(1)));
            refused.complete(true);
            return (String message) -> Behavior.same();
        });
        simulation.settle();

        assertThat(refused).isCompletedWithValue(true);
    }

    @Test
    void aTimerNeedsAMessage() {
        var refused = new CompletableFuture<Boolean>();
        system.<String>spawn("careless", context -> {
            assertThatNullPointerException().isThrownBy(() -> context.startTimer("key", null, ofMillis(1)));
            refused.complete(true);
            return message -> Behavior.same();
        });
        simulation.settle();

        assertThat(refused).isCompletedWithValue(true);
    }

    // ---- the system

    @Test
    void aFactoryMayStopItsActorAtOnceButMustNotReturnAMereAnswer() {
        var stopped = system.<String>spawn("stopped", context -> Behavior.stopped());
        system.<String>spawn("same", context -> Behavior.same());
        simulation.settle();

        assertThat(stopped.tell("hello")).isEqualTo(Delivery.REFUSED_STOPPED);
        assertThat(system.inspect().children())
                .filteredOn(actor -> actor.path().equals("/same"))
                .singleElement()
                .satisfies(actor -> assertThat(actor.lastFailure()).contains("must return a behaviour"));
    }

    @Test
    void closingTheSystemEndsEveryAsk() {
        var silent = system.<String>spawn("silent", context -> message -> Behavior.same());
        var handled = silent.ask("handled, not answered", String.class, ofSeconds(60));
        simulation.settle();
        var waiting = new ArrayList<CompletableFuture<String>>();
        for (int i = 0; i < 500; i++) {
            waiting.add(silent.ask("never handled", String.class, ofSeconds(60)));
        }
        simulation.close();

        assertFailed(handled, AskException.Kind.REFUSED_STOPPED, "before the system was closed");
        assertThat(waiting).allSatisfy(ask -> assertFailed(ask, AskException.Kind.REFUSED_STOPPED, "/silent"));
    }

    @Test
    void anActorCannotCloseItsSystemAndOthersStillCan() {
        var refused = new CompletableFuture<Boolean>();
        system.<String>spawn("suicidal", context -> message -> {
                    assertThatIllegalStateException().isThrownBy(system::close);
                    refused.complete(true);
                    return Behavior.same();
                })
                .tell("go");
        simulation.settle();

        assertThat(refused).isCompletedWithValue(true);
        assertThat(system.close(ofSeconds(1))).isTrue();
        assertThat(system.close(ofSeconds(1))).as("the first close's result").isTrue();
    }

    @Test
    void aClosedSystemTakesNeitherActorsNorMessages() {
        var actor = system.spawn("echo", this::echo);
        simulation.close();

        assertThat(actor.tell("too late")).isEqualTo(Delivery.REFUSED_STOPPED);
        assertThatIllegalStateException().isThrownBy(() -> system.spawn("more", this::echo));
    }

    private Behavior<String> echo(ActorContext<String> context) {
        return message -> {
            probe.ref().tell(message);
            return Behavior.same();
        };
    }

    private ActorRef<String> replier() {
        return system.<String>spawn("replier", context -> message -> {
            context.sender().tell("answer to " + message);
            return Behavior.same();
        });
    }

    private BehaviorFactory<String> noting(String name) {
        return context -> new Behavior<>() {
            @Override
            public Behavior<String> onMessage(String message) {
                return Behavior.same();
            }

            @Override
            public Behavior<String> onSignal(Signal signal) {
                if (signal instanceof Signal.Stopping) {
                    probe.ref().tell(name + " stopping");
                }
                return Behavior.same();
            }
        };
    }

    private ActorRef<String> watcherOf(ActorRef<?> watched) {
        return system.<String>spawn("watcher", context -> {
            context.watch(watched);
            return new Behavior<>() {
                @Override
                public Behavior<String> onMessage(String message) {
                    context.unwatch(watched);
                    return Behavior.same();
                }

                @Override
                public Behavior<String> onSignal(Signal signal) {
                    if (signal instanceof Signal.Terminated(var actor, ExitReason reason)) {
                        probe.ref().tell("Terminated " + actor.path() + " " + reason);
                    }
                    return Behavior.same();
                }
            };
        });
    }

    private static void assertFailed(CompletableFuture<?> answer, AskException.Kind kind, String text) {
        assertThat(answer).isCompletedExceptionally();
        assertThat(answer.exceptionNow()).isInstanceOfSatisfying(AskException.class, failure -> {
            assertThat(failure.kind()).isEqualTo(kind);
            assertThat(failure).hasMessageContaining(text);
        });
    }
}
