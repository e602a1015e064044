package dev.microkernel.testkit;

import static java.time.Duration.ofMillis;
import static java.time.Duration.ofSeconds;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.microkernel.actor.ActorContext;
import dev.microkernel.actor.ActorRef;
import dev.microkernel.actor.ActorSpec;
import dev.microkernel.actor.AskException;
import dev.microkernel.actor.Behavior;
import dev.microkernel.actor.BehaviorFactory;
import dev.microkernel.actor.ExitReason;
import dev.microkernel.actor.Failure;
import dev.microkernel.actor.LinkedActorException;
import dev.microkernel.actor.Signal;
import dev.microkernel.mailbox.Delivery;
import dev.microkernel.mailbox.MailboxSpec;
import dev.microkernel.time.Cancellable;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.function.Consumer;
import org.assertj.core.api.AbstractThrowableAssert;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.slf4j.event.Level;

/** Everything that a behaviour can do, and everything that a test can do to it. */
class BehaviorTestKitTest {

    private static final BehaviorFactory<Object> CHILD = context -> message -> Behavior.same();

    /** What a behaviour under test does with a message. */
    private interface Deed {
        void of(ActorContext<Object> context) throws Exception;
    }

    /** What the doer below has heard but for deeds. */
    private final List<Object> heard = new ArrayList<>();

    /** Does the deeds it is told, and takes note of everything else. */
    private final BehaviorTestKit<Object> kit = new BehaviorTestKit<>(this::doer);

    private Behavior<Object> doer(ActorContext<Object> context) {
        return Behavior.of(
                message -> {
                    if (message instanceof Deed deed) {
                        deed.of(context);
                    } else {
                        heard.add(message);
                    }
                    return Behavior.same();
                },
                signal -> {
                    heard.add(signal);
                    return Behavior.same();
                });
    }

    private void deed(Deed deed) {
        kit.run(deed);
    }

    private static BehaviorTestKit<Object> answering(Behavior<Object> answer) {
        return new BehaviorTestKit<>(context -> message -> answer);
    }

    private static AbstractThrowableAssert<?, ?> assertFailure(ThrowingCallable expectation) {
        return assertThatThrownBy(expectation).isExactlyInstanceOf(AssertionError.class);
    }

    // ---- messages and what becomes of the behaviour

    @Test
    void handlesMessagesAndBecomesWhatTheBehaviourReturns() {
        Behavior<Object> second = message -> Behavior.unhandled();
        var becoming = answering(second);
        becoming.run("a");

        assertThat(becoming.currentBehavior()).isSameAs(second);
        becoming.expectNoEffects();
        becoming.run("b");
        becoming.expectEffect(new Effect.Unhandled("b"));
    }

    @Test
    void throwsWhatTheBehaviourThrowsAsItIs() {
        assertThatThrownBy(() -> deed(context -> {
                    throw new IOException("planted");
                }))
                .isExactlyInstanceOf(IOException.class);
        assertThatThrownBy(() -> kit.run("more"))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("restart(cause)")
                .hasCauseInstanceOf(IOException.class);
        kit.restart(new IOException("planted"));
        kit.run("more");

        assertThat(heard).last().isEqualTo("more");
    }

    @Test
    void throwsWhatTheFactoryThrows() {
        assertThatThrownBy(() -> new BehaviorTestKit<Object>(context -> {
                    throw new IOException("planted");
                }))
                .isExactlyInstanceOf(IOException.class);
    }

    @Test
    void stopsWithItsReasonChildrenFirst() {
        deed(context -> {
            context.spawn("elder", CHILD);
            context.spawn("younger", CHILD);
        });
        kit.takeEffects();
        kit.stop();

        assertThat(kit.isStopped()).isTrue();
        assertThat(kit.exitReason()).contains(new ExitReason.Stopped());
        kit.expectEffect(new Effect.Stopped(kit.childInbox("younger").ref(), new ExitReason.Stopped()));
        kit.expectEffect(new Effect.Stopped(kit.childInbox("elder").ref(), new ExitReason.Stopped()));
        assertThat(heard).containsExactly(new Signal.Stopping());
        assertThatThrownBy(() -> kit.run("more"))
                .isInstanceOf(IllegalStateException.class)
                .hasMessage("the behaviour under test has stopped, reason=Stopped[]");
    }

    @Test
    void stopsByItsAnswer() {
        var normal = answering(Behavior.stopped());
        normal.run("a");
        var withReason = answering(Behavior.stopped(new ExitReason.Unreachable(3)));
        withReason.run("a");

        assertThat(normal.exitReason()).contains(new ExitReason.Normal());
        assertThat(withReason.exitReason()).contains(new ExitReason.Unreachable(3));
    }

    @Test
    void refusesAProcess() {
        assertThatThrownBy(() -> new BehaviorTestKit<>(ActorSpec.<Object>process(self -> {})))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("test it with a Probe");
    }

    @Test
    void refusesTheContextOutsideOfTheTurn() {
        var kept = new ArrayList<ActorContext<Object>>();
        deed(kept::add);

        assertThatThrownBy(kept.getFirst()::children)
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("for its own turn only");
        assertThat(kept.getFirst().self()).isSameAs(kit.ref());
    }

    @Test
    void refusesToBeCalledFromWithin() {
        assertThatThrownBy(() -> deed(context -> kit.run("a")))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("from outside of it");
    }

    @Test
    void hearsSignals() {
        kit.signal(new Signal.Timeout(ofSeconds(1)));
        kit.signal(new Signal.PreRestart(new ExitReason.Failed(new IOException("planted"))));
        kit.signal(new Signal.Stopping());

        assertThat(heard).hasSize(3);
        assertThat(kit.isStopped()).isTrue();
    }

    @Test
    void carriesOverToTheNextLifeAndNoFurther() {
        deed(context -> context.carryOver(5));
        kit.expectEffect(new Effect.CarriedOver(5));
        kit.restart(new IOException("planted"));
        deed(context -> assertThat(context.carriedOver(Integer.class)).contains(5));
        kit.restart(new IOException("planted"));
        deed(context -> assertThat(context.carriedOver(Integer.class)).isEmpty());
    }

    // ---- what it tells

    @Test
    void repliesToTheInboxThatSent() {
        var client = new TestInbox<String>("client");
        kit.run((Deed) context -> context.reply("pong"), client);

        client.expect("pong");
        client.expectNothing();
        assertThat(client.lastSender()).isEqualTo(kit.ref());
        kit.expectEffect(new Effect.Told(client.ref(), "pong"));
    }

    @Test
    void aReplyToNobodyIsRefused() {
        var answers = new ArrayList<Delivery>();
        deed(context -> answers.add(context.reply("pong")));

        assertThat(answers).containsExactly(Delivery.REFUSED_STOPPED);
        assertThat(kit.expectEffect(Effect.Told.class).message()).isEqualTo("pong");
    }

    @Test
    void anInboxSaysWhatItGotInstead() {
        var client = new TestInbox<String>("client");
        client.ref().tell("a");
        client.ref().tell("b");

        assertFailure(() -> client.expect("x"))
                .hasMessage("expected x, got a; waiting behind it: [b]; receiver=/client, in a BehaviorTestKit");
    }

    @Test
    void anInboxMayRefuse() {
        var full = new TestInbox<String>("full");
        full.answer(Delivery.REFUSED_FULL);

        assertThat(full.ref().tell("a")).isEqualTo(Delivery.REFUSED_FULL);
        assertThat(full.ref().ask("a", String.class, ofSeconds(1)))
                .failsWithin(ofSeconds(0))
                .withThrowableThat()
                .havingCause()
                .isInstanceOf(AskException.class)
                .withMessage("/full refused the message: its mailbox is full");
        full.expectNothing();
    }

    @Test
    void keepsItsOwnMessagesUntilTheyAreRun() {
        deed(context -> context.self().tell("later"));
        assertThat(heard).isEmpty();
        kit.runNext();

        assertThat(heard).containsExactly("later");
        assertFailure(kit::runNext).hasMessage("expected a message in the self inbox, got nothing");
    }

    // ---- children

    @Test
    void startsChildrenThatAreInboxes() {
        var spec = ActorSpec.of(CHILD).withType("worker");
        deed(context -> {
            context.spawn("named", spec).tell("work");
            context.spawn(spec);
            assertThat(context.children()).hasSize(2);
        });

        kit.expectEffect(new Effect.Spawned("named", spec));
        kit.expectEffect(new Effect.Told(kit.childInbox("named").ref(), "work"));
        assertThat(kit.expectEffect(Effect.Spawned.class).name()).isEqualTo("$1");
        kit.childInbox("named").expect("work");
        assertFailure(() -> kit.childInbox("other"))
                .hasMessage("expected a child named other, got these only: [named, $1]");
    }

    @Test
    void refusesNamesAsASystemDoes() {
        for (var name : List.of("a/b", "$a", "", "twice")) {
            var one = new BehaviorTestKit<Object>(context -> {
                context.spawn("twice", CHILD);
                return message -> {
                    context.spawn((String) message, CHILD);
                    return Behavior.same();
                };
            });
            assertThatThrownBy(() -> one.run(name)).isInstanceOf(IllegalArgumentException.class);
        }
    }

    @Test
    void stopsAChildOfItsOwnOnly() {
        var stranger = new TestInbox<>("stranger").ref();
        deed(context -> context.stop(context.spawn("child", CHILD)));

        kit.expectEffect(Effect.Spawned.class);
        kit.expectEffect(new Effect.Stopped(kit.childInbox("child").ref(), new ExitReason.Stopped()));
        assertThatThrownBy(() -> deed(context -> context.stop(stranger)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("its own children only");
    }

    @Test
    void aChildIsOneUntilItsEndIsPlayed() {
        deed(context -> context.stop(context.spawn("child", CHILD)));
        deed(context -> assertThat(context.children()).hasSize(1));
        kit.terminate(kit.childInbox("child").ref(), new ExitReason.Stopped());

        deed(context -> assertThat(context.children()).isEmpty());
    }

    // ---- the end of others

    @Test
    void hearsOfTheEndOfWhomItWatches() {
        var other = new TestInbox<>("other").ref();
        deed(context -> context.watch(other));
        kit.expectEffect(new Effect.Watched(other));
        kit.terminate(other, new ExitReason.Normal());

        assertThat(heard).containsExactly(new Signal.Terminated(other, new ExitReason.Normal()));
        assertFailure(() -> kit.terminate(other, new ExitReason.Normal()))
                .hasMessage("expected that the behaviour watches, monitors, is linked with or is the parent of /other,"
                        + " got nothing of that: it would not notice its end");
    }

    @Test
    void hearsNothingOfWhomItUnwatched() {
        var other = new TestInbox<>("other").ref();
        deed(context -> {
            context.watch(other);
            context.unwatch(other);
        });

        assertThat(kit.takeEffects()).containsExactly(new Effect.Watched(other), new Effect.Unwatched(other));
        assertFailure(() -> kit.terminate(other, new ExitReason.Normal()));
    }

    @Test
    void getsTheMessagesOfItsMonitors() {
        var other = new TestInbox<>("other").ref();
        var monitors = new ArrayList<Cancellable>();
        deed(context -> {
            monitors.add(context.monitor(other, reason -> "first " + reason));
            monitors.add(context.monitor(other, reason -> "second " + reason));
        });
        deed(context -> monitors.getFirst().cancel());
        kit.terminate(other, new ExitReason.Normal());

        assertThat(heard).containsExactly("second Normal[]");
        assertThat(kit.takeEffects())
                .containsExactly(
                        new Effect.Monitored(other), new Effect.Monitored(other), new Effect.MonitorCancelled(other));
    }

    @Test
    void sharesTheFateOfWhomItIsLinkedWith() {
        var other = new TestInbox<>("other").ref();
        deed(context -> context.link(other));
        kit.expectEffect(new Effect.Linked(other));
        var reason = new ExitReason.Failed(new IOException("planted"));

        assertThatThrownBy(() -> kit.terminate(other, reason)).isInstanceOf(LinkedActorException.class);
        kit.restart(reason.cause());
        deed(context -> context.link(other));
        kit.terminate(other, new ExitReason.Stopped());
        assertThat(kit.exitReason()).contains(new ExitReason.Stopped());
    }

    @Test
    void aLinkCanBeTakenBackAndIsNotWithItself() {
        var other = new TestInbox<>("other").ref();
        deed(context -> {
            context.link(other);
            context.unlink(other);
            assertThatThrownBy(() -> context.link(context.self())).isInstanceOf(IllegalArgumentException.class);
        });

        assertThat(kit.takeEffects()).containsExactly(new Effect.Linked(other), new Effect.Unlinked(other));
        assertFailure(() -> kit.terminate(other, new ExitReason.Stopped()));
    }

    // ---- timers

    @Test
    void aTimerFiresByItsKey() {
        deed(context -> context.startTimer("key", "tick", ofSeconds(5)));
        kit.expectEffect(new Effect.TimerStarted("key", "tick", ofSeconds(5), Effect.TimerKind.ONCE));
        kit.fireTimer("key");
        kit.advance(ofSeconds(60));

        assertThat(heard).containsExactly("tick");
        assertFailure(() -> kit.fireTimer("key")).hasMessage("expected a timer with key key, got none");
    }

    @Test
    void timersFireWithTime() {
        deed(context -> {
            context.startTimer("once", "once", ofSeconds(1));
            context.startTimerWithFixedDelay("delay", "delay", ofSeconds(2));
            context.startTimerAtFixedRate("rate", "rate", ofSeconds(3));
            context.startTimer("dropped", "dropped", ofSeconds(1));
            context.cancelTimer("dropped");
            assertThat(context.isTimerActive("once")).isTrue();
            assertThat(context.isTimerActive("dropped")).isFalse();
        });
        kit.advance(ofSeconds(7));

        assertThat(heard).containsExactly("once", "delay", "rate", "delay", "rate", "delay");
        assertThat(kit.effects()).hasSize(5).last().isEqualTo(new Effect.TimerCancelled("dropped"));
        deed(context ->
                assertThat(context.time().nanoTime()).isEqualTo(ofSeconds(7).toNanos()));
    }

    @Test
    void aRestartDropsTimers() {
        deed(context -> context.startTimer("key", "tick", ofSeconds(5)));
        kit.restart(new IOException("planted"));
        kit.advance(ofSeconds(60));

        assertThat(heard).hasSize(1).first().isInstanceOf(Signal.PreRestart.class);
    }

    @Test
    void noticesThatNothingComes() {
        deed(context -> context.setReceiveTimeout(ofSeconds(10)));
        kit.advance(ofSeconds(9));
        kit.run("a");
        kit.advance(ofSeconds(9));
        assertThat(heard).containsExactly("a");
        kit.advance(ofSeconds(1));

        assertThat(heard).containsExactly("a", new Signal.Timeout(ofSeconds(10)));
        deed(ActorContext::cancelReceiveTimeout);
        kit.advance(ofSeconds(60));
        assertThat(heard).hasSize(2);
        kit.expectEffect(new Effect.ReceiveTimeoutSet(ofSeconds(10)));
        kit.expectEffect(new Effect.ReceiveTimeoutCancelled());
    }

    // ---- stash

    @Test
    void handlesWhatWasStashedRightAfterTheMessageThatUnstashes() {
        var opening = new BehaviorTestKit<String>(context -> message -> {
            if (message.equals("open")) {
                context.unstashAll();
                return other -> {
                    heard.add(other);
                    return Behavior.same();
                };
            }
            context.stash();
            return Behavior.same();
        });
        opening.run("a");
        opening.run("b");
        opening.run("open");

        assertThat(heard).containsExactly("a", "b");
        assertThat(opening.takeEffects())
                .containsExactly(
                        new Effect.Stashed("a"), new Effect.Stashed("b"), new Effect.Unstashed(List.of("a", "b")));
    }

    @Test
    void stashesNoMoreThanTheMailboxMayHold() {
        var spec = ActorSpec.<String>of(context -> message -> {
                    context.stash();
                    return Behavior.same();
                })
                .withMailbox(MailboxSpec.bounded(1));
        var stashing = new BehaviorTestKit<>(spec);
        stashing.run("a");

        assertThatThrownBy(() -> stashing.run("b"))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("stashed=1");
    }

    // ---- pipes, asks, adapters

    @Test
    void handlesWhatAPipedFutureBrings() {
        var future = new CompletableFuture<Integer>();
        deed(context -> context.pipe(future, value -> "value " + value, failure -> "failure " + failure));
        kit.expectEffect(new Effect.Piped(future));
        assertFailure(kit::runPiped)
                .hasMessage("expected a piped future that is done, got 1 that are not, and 0 that are");
        future.complete(5);
        kit.runPiped();

        assertThat(heard).containsExactly("value 5");
        assertFailure(kit::runPiped).hasMessage("expected a piped future that is done, got none");
    }

    @Test
    void completesAndFailsPipedFutures() {
        Consumer<CompletableFuture<Integer>> pipe =
                future -> deed(context -> context.pipe(future, value -> "value " + value, failure -> failure));
        pipe.accept(new CompletableFuture<>());
        pipe.accept(new CompletableFuture<>());
        var cause = new IOException("planted");
        kit.completePiped(5);
        kit.failPiped(cause);

        assertThat(heard).containsExactly("value 5", cause);
        assertFailure(() -> kit.completePiped(6)).hasMessage("expected a piped future that is not done, got none");
    }

    @Test
    void throwsWhatTheMakerOfAPipedMessageThrows() {
        deed(context -> context.pipe(
                CompletableFuture.completedFuture(5),
                value -> {
                    throw new IllegalStateException("planted");
                },
                failure -> failure));

        assertThatThrownBy(kit::runPiped).isExactlyInstanceOf(IllegalStateException.class);
        assertThatThrownBy(() -> kit.run("more")).hasMessageContaining("has failed");
    }

    @Test
    void asksAnInboxThatAnswersOrFailsOrForgets() {
        var service = new TestInbox<String>("service");
        Consumer<String> ask = question -> deed(context -> context.pipe(
                service.ref().ask(question, Integer.class, ofMillis(100)), value -> value, failure -> failure));
        ask.accept("answered");
        service.expect("answered");
        service.reply(5);
        kit.runPiped();
        ask.accept("failed");
        service.expect("failed");
        service.reply(new Failure(new IOException("planted")));
        kit.runPiped();
        ask.accept("answered wrongly");
        service.expect("answered wrongly");
        service.reply("text");
        kit.runPiped();
        ask.accept("forgotten");
        kit.advance(ofMillis(100));
        kit.runPiped();

        assertThat(heard.getFirst()).isEqualTo(5);
        assertThat(heard.subList(1, 4))
                .extracting(failure -> ((AskException) failure).kind())
                .containsExactly(
                        AskException.Kind.RECEIVER_FAILED, AskException.Kind.WRONG_REPLY, AskException.Kind.TIMEOUT);
    }

    @Test
    void takesOtherProtocolsByAdapters() {
        deed(context -> context.adapter(Integer.class, number -> "number " + number));
        @SuppressWarnings("unchecked") // it is of that class
        var adapter =
                (ActorRef<Integer>) kit.expectEffect(Effect.AdapterMade.class).adapter();
        adapter.tell(5);
        kit.runNext();
        kit.restart(new CompletionException(null));
        adapter.tell(6); // for the former life

        assertThat(heard).first().isEqualTo("number 5");
        kit.selfInbox().expectNothing();
    }

    // ---- logs and effects

    @Test
    void keepsWhatIsLogged() {
        var thrown = new IOException("planted");
        deed(context -> {
            context.log().debug("{} of {}", 1, 2);
            context.log()
                    .atWarn()
                    .addKeyValue("room", "kitchen")
                    .setCause(thrown)
                    .log("hot");
        });

        assertThat(kit.logs())
                .containsExactly(
                        new LogEntry(Level.DEBUG, "1 of 2", Map.of(), null),
                        new LogEntry(Level.WARN, "hot", Map.of("room", "kitchen"), thrown));
    }

    @Test
    void saysWhichEffectCameInstead() {
        deed(context -> {
            context.cancelTimer("a");
            context.cancelTimer("b");
        });

        assertFailure(() -> kit.expectEffect(Effect.Spawned.class))
                .hasMessage(
                        "expected a Spawned, got TimerCancelled[key=a]; waiting behind it: [TimerCancelled[key=b]]");
        assertFailure(kit::expectNoEffects).hasMessage("expected no effect, got [TimerCancelled[key=b]]");
        assertFailure(() -> kit.expectEffect(new Effect.TimerCancelled("c")))
                .hasMessage("expected TimerCancelled[key=c], got TimerCancelled[key=b]; nothing waits behind it");
        assertFailure(() -> kit.expectEffect(new Effect.TimerCancelled("c")))
                .hasMessage("expected TimerCancelled[key=c], got nothing; nothing waits behind it");
    }
}
