package dev.microkernel.cell;

import static java.time.Duration.ofMillis;
import static java.time.Duration.ofSeconds;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.microkernel.actor.ActorRef;
import dev.microkernel.actor.ActorSpec;
import dev.microkernel.actor.AskException;
import dev.microkernel.actor.AskException.Kind;
import dev.microkernel.actor.AskException.Progress;
import dev.microkernel.actor.Behavior;
import dev.microkernel.actor.DeadLetter.Reason;
import dev.microkernel.actor.Routing;
import dev.microkernel.mailbox.MailboxSpec;
import dev.microkernel.mailbox.Overflow;
import dev.microkernel.system.ActorSystem;
import dev.microkernel.system.SimulatedSystem;
import dev.microkernel.testkit.Probe;
import java.util.ArrayList;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Why an ask gets no reply, and who may wait for one. */
class AskTest {

    private final SimulatedSystem simulation = ActorSystem.named("test").simulate(5);
    private final ActorSystem system = simulation.system();
    private final Probe<String> probe = new Probe<>(simulation, "probe");

    @AfterEach
    void close() {
        simulation.close();
    }

    // ---- how far the message had got

    @Test
    void aTimeoutSaysWhereTheMessageWaits() {
        var busy = sleeper("busy");
        busy.tell("one");
        busy.tell("two");
        var answer = busy.ask("three", String.class, ofSeconds(1));
        busy.tell("four");
        simulation.advance(ofSeconds(1));

        var failure = failure(answer);
        assertThat(failure.kind()).isEqualTo(Kind.TIMEOUT);
        assertThat(failure.progress()).contains(new Progress.Queued(3));
        assertThat(failure)
                .hasMessage("/busy sent no String within PT1S: the message is about number 3 of 4 in its mailbox");
    }

    @Test
    void aTimeoutSaysForHowLongTheMessageHasBeenHandled() {
        var slow = system.spawn("slow", ActorSpec.<String>process(self -> {
            self.receive();
            self.sleep(ofSeconds(10));
        }));
        var answer = slow.ask("hello", String.class, ofSeconds(1));
        simulation.advance(ofSeconds(1));

        var failure = failure(answer);
        assertThat(failure.progress())
                .get()
                .isInstanceOfSatisfying(
                        Progress.Running.class,
                        running -> assertThat(running.duration()).isBetween(ofMillis(990), ofMillis(1010)));
        assertThat(failure).hasMessageMatching("/slow sent .*: /slow has been handling it for about [0-9]+ ms");
    }

    @Test
    void aTimeoutSaysThatTheMessageWasHandledWithoutAReplyAndByWhom() {
        var silent = system.<String>spawn("silent", context -> message -> Behavior.same());
        var forwarder = system.<String>spawn("forwarder", context -> message -> {
            silent.tell(message, context.sender());
            return Behavior.same();
        });
        var answer = forwarder.ask("hello", String.class, ofSeconds(1));
        simulation.advance(ofSeconds(1));

        var failure = failure(answer);
        assertThat(failure.progress()).contains(new Progress.Unanswered());
        assertThat(failure).hasMessage("/forwarder sent no String within PT1S: /silent has handled it without a reply");
    }

    @Test
    void aTimeoutSaysThatTheMessageLeftForAnotherNode() {
        var elsewhere = new ElsewhereRef(((ActorCell<?>) probe.ref()).kernel(), 3, 4);
        var answer = elsewhere.ask("hello", String.class, ofSeconds(1));
        simulation.advance(ofSeconds(1));

        var failure = failure(answer);
        assertThat(failure.progress()).contains(new Progress.Elsewhere());
        assertThat(failure).hasMessage("3:4 sent no String within PT1S: the message left for another node");
    }

    @Test
    void aTimeoutKnowsWhatBecameOfAMessageThroughAnAdapterOrAGroup() {
        var adapters = new CompletableFuture<ActorRef<Integer>>();
        var adapted = system.<String>spawn("adapted", context -> {
            adapters.complete(context.adapter(Integer.class, String::valueOf));
            return message -> Behavior.same();
        });
        simulation.settle();
        system.registry().join("group", adapted);
        var byAdapter = adapters.join().ask(1, String.class, ofSeconds(1));
        var byGroup =
                system.registry().group("group", Routing.<String>roundRobin()).ask("1", String.class, ofSeconds(1));
        simulation.advance(ofSeconds(1));

        assertThat(failure(byAdapter).progress()).contains(new Progress.Unanswered());
        assertThat(failure(byGroup).progress()).contains(new Progress.Unanswered());
    }

    @Test
    void aMessageThatAProcessHasPassedOverStillWaits() {
        var selective = system.spawn("selective", ActorSpec.<Object>process(self -> self.receive(Integer.class)));
        var answer = selective.ask("text", String.class, ofSeconds(1));
        simulation.advance(ofSeconds(1));

        assertThat(failure(answer).progress()).contains(new Progress.Queued(1));
    }

    @Test
    void onlyATimeoutHasAProgress() {
        var refused = spawnFull(MailboxSpec.bounded(1)).ask("too much", String.class, ofSeconds(1));

        assertThat(failure(refused).progress()).isEmpty();
    }

    // ---- refusals

    @Test
    void anAskFailsAtOnceWhereTheMailboxIsFullWhateverItsPolicy() {
        for (var overflow : new Overflow[] {Overflow.REJECT, Overflow.DROP_NEWEST}) {
            var full = spawnFull(MailboxSpec.bounded(1).withOverflow(overflow));
            var failure = failure(full.ask("too much", String.class, ofSeconds(1)));

            assertThat(failure.kind()).as("%s", overflow).isEqualTo(Kind.REFUSED_FULL);
            assertThat(failure).hasMessageEndingWith(" refused the message: its mailbox is full");
        }
    }

    @Test
    void anAskWhoseMessageIsDroppedForANewerOneFailsThen() {
        var newest = system.spawn(
                "newest",
                ActorSpec.<String>process(self -> self.sleep(ofSeconds(10)))
                        .withMailbox(MailboxSpec.bounded(1).withOverflow(Overflow.DROP_OLDEST)));
        var answer = newest.ask("old", String.class, ofSeconds(1));
        assertThat(answer).isNotDone();
        newest.tell("new");

        assertThat(failure(answer).kind()).isEqualTo(Kind.REFUSED_FULL);
        assertThat(failure(answer)).hasMessage("/newest dropped the message for a newer one");
    }

    @Test
    void anAskThatStopsItsReceiverFailsWithTheStop() {
        var stopping = spawnFull(MailboxSpec.bounded(1).withOverflow(Overflow.STOP));
        var answer = stopping.ask("too much", String.class, ofSeconds(1));

        assertThat(failure(answer).kind()).isEqualTo(Kind.REFUSED_FULL);
        simulation.settle();
        assertThat(failure(stopping.ask("later", String.class, ofSeconds(1))).kind())
                .isEqualTo(Kind.REFUSED_STOPPED);
    }

    @Test
    void theReplyToACancelledAskIsLate() {
        var senders = new ArrayList<ActorRef<Object>>();
        var late = system.<String>spawn("late", context -> message -> {
            senders.add(context.sender());
            return Behavior.same();
        });
        var answer = late.ask("hello", String.class, ofSeconds(1));
        simulation.settle();
        answer.cancel(true);
        senders.getFirst().tell("answer");
        simulation.advance(ofSeconds(1));

        assertThat(answer).isCancelled();
        assertThat(system.deadLetters().count(Reason.LATE_REPLY)).isEqualTo(1);
    }

    // ---- who may wait

    @Test
    void aBehaviourThatWaitsForAReplyIsToldWhatToDoInstead() {
        var silent = system.<String>spawn("silent", context -> message -> Behavior.same());
        system.<String>spawn("impatient", context -> message -> {
                    var answer = silent.ask("hello", String.class, ofSeconds(1));
                    var dependent = answer.thenApply(String::length);
                    for (var waiting : new CompletableFuture<?>[] {answer, dependent}) {
                        report(waiting::join);
                        report(waiting::get);
                        report(() -> waiting.get(1, TimeUnit.SECONDS));
                    }
                    return Behavior.same();
                })
                .tell("go");

        assertThat(probe.take())
                .hasSize(6)
                .containsOnly("a behaviour must not wait for a reply: it would hold a worker; use context.pipe, or give"
                        + " the actor virtual threads, or make it a process, actor=/impatient");
    }

    @Test
    void aReplyThatIsThereCanBeTakenAnywhere() {
        var replies = new ArrayList<CompletableFuture<String>>();
        var echo = system.<String>spawn("echo", context -> message -> {
            context.reply(message);
            return Behavior.same();
        });
        replies.add(echo.ask("hello", String.class, ofSeconds(1)));
        simulation.settle();
        system.<String>spawn("late", context -> message -> {
                    probe.ref().tell(replies.getFirst().join());
                    return Behavior.same();
                })
                .tell("go");

        probe.expect("hello");
    }

    @Test
    void aProcessMayWaitForAReply() throws Exception {
        var waited = new CompletableFuture<String>();
        try (var real = ActorSystem.named("real").workers(1).start()) {
            var echo = real.<String>spawn("echo", context -> message -> {
                context.reply(message);
                return Behavior.same();
            });
            real.spawn(ActorSpec.<String>process(self -> waited.complete(
                    echo.ask("hello", String.class, ofSeconds(30)).join())));

            assertThat(waited.get(30, TimeUnit.SECONDS)).isEqualTo("hello");
        }
    }

    private interface Waiting {
        @SuppressWarnings("UnusedReturnValue")
        Object run() throws Exception;
    }

    private void report(Waiting waiting) {
        try {
            waiting.run();
            probe.ref().tell("waited");
        } catch (Exception refusal) {
            probe.ref().tell(String.valueOf(refusal.getMessage()));
        }
    }

    private ActorRef<String> sleeper(String name) {
        var sleeper = system.spawn(name, ActorSpec.<String>process(self -> self.sleep(ofSeconds(10))));
        simulation.settle();
        return sleeper;
    }

    private ActorRef<String> spawnFull(MailboxSpec mailbox) {
        var full = system.spawn(
                ActorSpec.<String>process(self -> self.sleep(ofSeconds(10))).withMailbox(mailbox));
        full.tell("fills it");
        return full;
    }

    static AskException failure(CompletableFuture<?> answer) {
        assertThat(answer).isCompletedExceptionally();
        assertThatThrownBy(answer::get).hasCauseInstanceOf(AskException.class);
        return (AskException) answer.exceptionNow();
    }
}
