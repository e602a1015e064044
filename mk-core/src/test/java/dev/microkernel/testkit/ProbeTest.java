package dev.microkernel.testkit;

import static java.time.Duration.ZERO;
import static java.time.Duration.ofMillis;
import static java.time.Duration.ofSeconds;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.microkernel.actor.ActorRef;
import dev.microkernel.actor.Behavior;
import dev.microkernel.actor.ExitReason;
import dev.microkernel.mailbox.Delivery;
import dev.microkernel.system.ActorSystem;
import dev.microkernel.system.SimulatedSystem;
import java.time.Duration;
import org.assertj.core.api.AbstractThrowableAssert;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Each expectation of a probe on virtual time: that it holds where it should, and what it says where it does not. */
class ProbeTest {

    private static final String END = "receiver=/probe, time=0s, seed=7, replay by simulate(7)";

    private final SimulatedSystem simulation = ActorSystem.named("test").simulate(7);
    private final Probe<Object> probe = new Probe<>(simulation, "probe");
    private final ActorRef<Object> ref = probe.ref();

    @AfterEach
    void close() {
        simulation.close();
    }

    private static AbstractThrowableAssert<?, ?> assertFailure(ThrowingCallable expectation) {
        return assertThatThrownBy(expectation).isExactlyInstanceOf(AssertionError.class);
    }

    private void tell(Object... messages) {
        for (var message : messages) {
            ref.tell(message);
        }
    }

    /** An actor that tells the probe something after a delay. */
    private void later(Duration delay, Object message) {
        simulation.system().<Object>spawn(context -> {
            context.startTimer("key", message, delay);
            return due -> {
                ref.tell(due);
                return Behavior.same();
            };
        });
    }

    // ---- one message

    @Test
    void expectsAValue() {
        tell("a", "b");
        probe.expect("a");
        probe.expect("b");
    }

    @Test
    void saysWhatItExpectedWhatCameAndWhatWaitsBehind() {
        tell("a", "b", "c");

        assertFailure(() -> probe.expect("x")).hasMessage("expected x, got a; waiting behind it: [b, c]; " + END);
    }

    @Test
    void saysThatNothingCame() {
        assertFailure(() -> probe.expect("x")).hasMessage("expected x, got nothing; " + END);
        assertFailure(probe::receive).hasMessage("expected a message, got nothing; " + END);
    }

    @Test
    void tellsValuesApartWhoseTextIsTheSame() {
        tell(1);

        assertFailure(() -> probe.expect("1"))
                .hasMessage("expected 1, got 1, but of java.lang.Integer and not java.lang.String; nothing waits behind"
                        + " it; " + END);
    }

    @Test
    void expectsAClassAndGivesTheMessage() {
        tell("text");

        assertThat(probe.expectMessage(String.class)).isEqualTo("text");
    }

    @Test
    void saysOfWhichClassTheMessageIsInstead() {
        tell(5);

        assertFailure(() -> probe.expectMessage(String.class))
                .hasMessage("expected a message of java.lang.String, got 5 of java.lang.Integer; nothing waits behind"
                        + " it; " + END);
    }

    @Test
    void receivesWhateverIsThere() {
        tell(5);

        assertThat(probe.receive()).isEqualTo(5);
    }

    // ---- several

    @Test
    void expectsSeveralInOrder() {
        tell("a", "b", "c");
        probe.expectInOrder("a", "b");
        tell("d");

        assertFailure(() -> probe.expectInOrder("d", "c"))
                .hasMessage("expected [d, c] in this order, got [c, d]; nothing waits behind it; " + END);
    }

    @Test
    void expectsSeveralInAnyOrder() {
        tell("a", "b", "a", "c");
        probe.expectInAnyOrder("a", "a", "b");

        assertFailure(() -> probe.expectInAnyOrder("a", "b"))
                .hasMessage("expected [a, b] in any order, got [c], missing [a, b], not expected [c]; nothing waits"
                        + " behind it; " + END);
    }

    @Test
    void takesAll() {
        tell("a", "b");

        assertThat(probe.take()).containsExactly("a", "b");
        assertThat(probe.take()).isEmpty();
    }

    // ---- some and not others

    @Test
    void fishesForTheFirstThatFits() {
        tell("a", 1, "bb", 2);

        assertThat(probe.fish(message -> message instanceof String text && text.length() == 2))
                .isEqualTo("bb");
        assertThat(probe.fish(Integer.class)).isEqualTo(2);
    }

    @Test
    void saysWhatItPassedOver() {
        tell("a", "b");

        assertFailure(() -> probe.fish(Integer.class))
                .hasMessage(
                        "expected a message of java.lang.Integer, got none of [a, b]; nothing waits behind it; " + END);
        assertFailure(() -> probe.fish(message -> true))
                .hasMessage("expected a message that fits, got nothing; " + END);
    }

    @Test
    void ignoresWhatItIsTold() {
        tell(1, "a");
        simulation.settle();
        probe.ignore(Integer.class);
        tell(2, "b");

        assertThat(probe.take()).containsExactly("a", "b");
    }

    @Test
    void expectsNothing() {
        probe.expectNothing();
        tell("a", "b");

        assertFailure(probe::expectNothing).hasMessage("expected nothing, got [a, b]; " + END);
    }

    // ---- virtual time

    @Test
    void waitsOnVirtualTimeUntilTheMessageComesAndNoLonger() {
        later(ofSeconds(5), "late");
        probe.within(ofSeconds(60)).expect("late");

        assertThat(simulation.system().time().nanoTime()).isEqualTo(ofSeconds(5).toNanos());
    }

    @Test
    void waitsNoLongerThanItsPatience() {
        later(ofSeconds(5), "late");

        assertFailure(() -> probe.within(ofMillis(4_999)).expect("late"))
                .hasMessage("expected late within 4.999s of virtual time, got nothing; receiver=/probe, time=4.999s,"
                        + " seed=7, replay by simulate(7)");
        probe.within(ofMillis(1)).expect("late");
    }

    @Test
    void hasItsPatienceForAllMessagesTogether() {
        later(ofSeconds(5), "a");
        later(ofSeconds(10), "b");

        assertFailure(() -> probe.within(ofSeconds(9)).expectInOrder("a", "b"))
                .hasMessageStartingWith("expected [a, b] in this order within 9s of virtual time, got [a]");
        assertThat(simulation.system().time().nanoTime()).isEqualTo(ofSeconds(9).toNanos());
    }

    @Test
    void expectsNothingForAWhile() {
        later(ofSeconds(5), "late");
        probe.expectNothing(ofSeconds(3));
        probe.within(ofSeconds(1)).expectNothing();

        assertFailure(() -> probe.expectNothing(ofSeconds(2)))
                .hasMessage("expected nothing for 2s of virtual time, got [late]; receiver=/probe, time=5s, seed=7,"
                        + " replay by simulate(7)");
    }

    @Test
    void endlessPatienceIsNoOverflow() {
        later(ofSeconds(5), "late");
        probe.within(Duration.ofSeconds(Long.MAX_VALUE)).expect("late");
    }

    // ---- answers

    @Test
    void repliesToTheSenderOfTheLastMessage() {
        var answer = ref.ask("question", String.class, ofSeconds(1));
        probe.expect("question");

        assertThat(probe.reply("answer")).isEqualTo(Delivery.ACCEPTED);
        assertThat(answer).isCompletedWithValue("answer");
    }

    @Test
    void aReplyToNobodyIsRefused() {
        tell("a");
        probe.expect("a");

        assertThat(probe.reply("answer")).isEqualTo(Delivery.REFUSED_STOPPED);
    }

    @Test
    void nobodyCanBeAnsweredBeforeAMessageWasTaken() {
        assertThatThrownBy(() -> probe.reply("answer"))
                .isInstanceOf(IllegalStateException.class)
                .hasMessage("no message has been taken whose sender could be answered, receiver=/probe");
    }

    // ---- the end of others

    @Test
    void expectsTheEndOfAnActorWithItsReason() {
        var actor = simulation.system().<String>spawn("actor", context -> message -> Behavior.stopped());
        actor.tell("stop");

        assertThat(probe.expectTerminated(actor)).isEqualTo(new ExitReason.Normal());
        probe.expectTerminated(actor, new ExitReason.Normal());
        assertFailure(() -> probe.expectTerminated(actor, new ExitReason.Stopped()))
                .hasMessage("expected the end of /actor with reason Stopped[], got Normal[]; " + END);
    }

    @Test
    void saysWhatAnActorDoesInsteadOfEnding() {
        var actor = simulation.system().<String>spawn("actor", context -> message -> {
            throw new IllegalStateException("planted");
        });
        actor.tell("fail");

        assertFailure(() -> probe.within(ZERO).expectTerminated(actor))
                .hasMessage("expected the end of /actor, but it is RUNNING, last failure:"
                        + " java.lang.IllegalStateException: planted; " + END);
    }

    @Test
    void waitsForAnEndOnVirtualTime() {
        var actor = simulation.system().<String>spawn("actor", context -> {
            context.startTimer("key", "stop", ofSeconds(3));
            return message -> Behavior.stopped();
        });

        probe.within(ofSeconds(60)).expectTerminated(actor);

        assertThat(simulation.system().time().nanoTime()).isEqualTo(ofSeconds(3).toNanos());
    }
}
