package dev.microkernel.cell;

import static java.time.Duration.ofMillis;
import static java.time.Duration.ofSeconds;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.microkernel.actor.ActorInfo;
import dev.microkernel.actor.ActorRef;
import dev.microkernel.actor.ActorSpec;
import dev.microkernel.actor.AskException;
import dev.microkernel.actor.Behavior;
import dev.microkernel.actor.DeadLetter.Reason;
import dev.microkernel.actor.ExitReason;
import dev.microkernel.actor.Process;
import dev.microkernel.actor.ProcessContext;
import dev.microkernel.mailbox.Delivery;
import dev.microkernel.mailbox.MailboxSpec;
import dev.microkernel.supervision.Backoff;
import dev.microkernel.supervision.RestartStrategy;
import dev.microkernel.system.ActorSystem;
import dev.microkernel.system.SimulatedSystem;
import dev.microkernel.testkit.Probe;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Processes: straight-line code, under a seeded scheduler and virtual time. */
class ProcessTest {

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

    @Test
    void receivesInOrderAndRepliesToTheSender() {
        var process = this.<String>spawn("echo", self -> {
            while (true) {
                var message = self.receive();
                probe.ref().tell(message);
                self.reply("got " + message);
            }
        });
        var answer = process.ask("one", String.class, ofSeconds(1));
        process.tell("two");

        assertThat(probe.take()).containsExactly("one", "two");
        assertThat(answer).isCompletedWithValue("got one");
    }

    @Test
    void sleepsOnVirtualTime() {
        spawn("sleeper", self -> {
            self.sleep(ofSeconds(3600));
            probe.ref().tell("awake");
        });

        simulation.advance(ofSeconds(3599));
        probe.expectNothing();
        simulation.advance(ofSeconds(1));
        probe.expect("awake");
    }

    @Test
    void aReceiveEndsWithoutAMessageWhenItsTimeIsUp() {
        var process = this.<String>spawn("waiter", self -> {
            probe.ref().tell("first " + self.receive(ofMillis(100)));
            probe.ref().tell("second " + self.receive(ofMillis(100)));
        });
        simulation.advance(ofMillis(100));
        probe.expect("first Optional.empty");
        process.tell("hello");
        probe.expect("second Optional[hello]");
    }

    @Test
    void aSelectiveReceivePassesOthersOverAndTheyKeepTheirOrder() {
        var process = this.<Object>spawn("selective", self -> {
            probe.ref().tell("number " + self.receive(Integer.class));
            probe.ref().tell("long text " + self.receive(m -> m instanceof String text && text.length() > 3));
            probe.ref().tell("none " + self.receive(Long.class, ofMillis(1)));
            while (true) {
                probe.ref().tell("rest " + self.receive());
            }
        });
        for (var message : List.of("a", "b", 1, "long", "c")) {
            process.tell(message);
        }
        simulation.advance(ofMillis(1));

        assertThat(probe.take())
                .containsExactly("number 1", "long text long", "none Optional.empty", "rest a", "rest b", "rest c");
    }

    @Test
    void passesOverNoMoreThanTheMailboxMayHold() {
        var process = system.spawn(
                "picky",
                ActorSpec.<Object>process(self -> self.receive(Integer.class)).withMailbox(MailboxSpec.bounded(2)));
        for (int i = 0; i < 3; i++) {
            process.tell("text " + i);
            simulation.settle();
        }

        assertThat(info("/picky").lastFailure()).contains("passed over more messages", "passed over=3");
    }

    @Test
    void whatWasPassedOverIsThereAfterARestart() {
        var lives = new AtomicInteger();
        var process = this.<Object>spawn("phoenix", self -> {
            if (lives.incrementAndGet() == 1) {
                self.receive(Integer.class);
                throw new IllegalStateException("planted");
            }
            while (true) {
                probe.ref().tell("second life: " + self.receive());
            }
        });
        for (var message : List.of("a", "b", 1, "c")) {
            process.tell(message);
        }

        assertThat(probe.take()).containsExactly("second life: a", "second life: b", "second life: c");
        assertThat(system.restarts()).isEqualTo(1);
    }

    @Test
    void endsNormallyWhenItsCodeReturns() {
        var process = spawn("short", self -> {});
        var end = system.monitor(process);
        simulation.settle();

        assertThat(end).isCompletedWithValue(new ExitReason.Normal());
        assertThat(process.tell("too late")).isEqualTo(Delivery.REFUSED_STOPPED);
    }

    @Test
    void aStopInterruptsItWhereverItWaits() {
        var interrupted = new ArrayList<String>();
        var never = new CompletableFuture<String>();
        var processes = List.<ActorRef<String>>of(
                spawn("receiving", noting(interrupted, self -> self.receive())),
                spawn("sleeping", noting(interrupted, self -> self.sleep(ofSeconds(60)))),
                spawn("awaiting", noting(interrupted, self -> self.await(never))));
        simulation.settle();
        processes.forEach(system::stop);
        simulation.settle();

        assertThat(interrupted).containsExactlyInAnyOrder("/receiving", "/sleeping", "/awaiting");
        assertThat(system.inspect().children()).extracting(ActorInfo::path).containsExactly("/probe");
        assertThat(system.restarts()).isZero();
    }

    private static Process<String> noting(List<String> interrupted, Process<String> code) {
        return self -> {
            try {
                code.run(self);
            } catch (InterruptedException e) {
                interrupted.add(self.self().path());
                throw e;
            }
        };
    }

    @Test
    void controlsReachItWhileItIsBusy() {
        var process = spawn("busy", self -> self.sleep(ofSeconds(60)));
        simulation.settle();
        process.tell("waits");
        system.stop(process);
        simulation.settle();

        assertThat(system.deadLetters().count(Reason.STOPPED)).isEqualTo(1);
    }

    @Test
    void itsChildrenStopBeforeIt() {
        var stopped = new ArrayList<String>();
        var process = spawn("parent", self -> {
            self.spawn("child", ActorSpec.<String>process(child -> {
                try {
                    child.receive();
                } finally {
                    stopped.add("child");
                }
            }));
            try {
                self.receive();
            } finally {
                stopped.add("parent");
            }
        });
        simulation.settle();
        assertThat(info("/parent").children()).hasSize(1);
        system.stop(process);
        simulation.settle();

        assertThat(stopped).containsExactly("child", "parent");
    }

    @Test
    void asksInALine() {
        var echo = system.<Object>spawn("echo", context -> message -> {
            context.reply("echo " + message);
            return Behavior.same();
        });
        var deaf = system.<Object>spawn("deaf", context -> message -> Behavior.same());
        spawn("asker", self -> {
            probe.ref().tell(self.ask(echo, "hello", String.class, ofSeconds(1)));
            try {
                self.ask(deaf, "hello", String.class, ofSeconds(1));
            } catch (AskException e) {
                probe.ref().tell(e.kind() + " " + e.progress().orElseThrow());
            }
        });
        simulation.advance(ofSeconds(1));

        assertThat(probe.take()).containsExactly("echo hello", "TIMEOUT Unanswered[]");
    }

    @Test
    void hearsOfTheEndOfOthersByAMessage() {
        var mortal = this.<String>spawn("mortal", self -> self.receive());
        this.<String>spawn("watcher", self -> {
            self.monitor(mortal, reason -> "it ended: " + reason);
            probe.ref().tell(self.receive());
        });
        simulation.settle();
        mortal.tell("end");

        probe.expect("it ended: Normal[]");
    }

    @Test
    void aBrokenLinkFailsItWhileItWaits() {
        var fragile = spawn("fragile", self -> {
            self.receive();
            throw new IllegalStateException("planted");
        });
        spawn("linked", self -> {
            self.link(fragile);
            self.sleep(ofSeconds(60));
        });
        simulation.settle();
        fragile.tell("break");
        simulation.settle();

        assertThat(info("/linked").lastFailure()).contains("linked with /fragile", "planted");
        assertThat(info("/linked").restarts()).isEqualTo(1);
    }

    @Test
    void anAskOfAProcessFailsWithIt() {
        var process = spawn("failing", self -> {
            self.receive();
            throw new IllegalStateException("planted");
        });
        var answer = process.ask("question", String.class, ofSeconds(60));
        simulation.settle();

        assertThatThrownBy(answer::join).cause().isInstanceOfSatisfying(AskException.class, e -> {
            assertThat(e.kind()).isEqualTo(AskException.Kind.RECEIVER_FAILED);
            assertThat(e)
                    .hasMessageContaining("/failing failed over the message")
                    .hasMessageContaining("planted");
        });
    }

    @Test
    void itsContextIsForItsOwnThread() {
        var contexts = new ArrayList<ProcessContext<String>>();
        this.<String>spawn("leaky", self -> {
            contexts.add(self);
            self.receive();
        });
        simulation.settle();

        assertThatThrownBy(() -> contexts.getFirst().receive())
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("for its own thread only")
                .hasMessageContaining("actor=/leaky");
    }

    @Test
    void theSameSeedGivesTheSameRun() {
        assertThat(history(5)).isEqualTo(history(5)).isNotEqualTo(history(6));
    }

    private static List<String> history(long seed) {
        var events = new ArrayList<String>();
        try (var run = ActorSystem.named("run").simulate(seed)) {
            for (int i = 0; i < 5; i++) {
                int number = i;
                run.system().spawn("p" + i, ActorSpec.<String>process(self -> {
                    for (int round = 0; round < 5; round++) {
                        events.add(number + "/" + round);
                        self.sleep(ofMillis(1));
                    }
                }));
            }
            run.advance(ofMillis(10));
        }
        return events;
    }

    private <M> ActorRef<M> spawn(String name, Process<M> process) {
        return system.spawn(name, ActorSpec.process(process));
    }

    private ActorInfo info(String path) {
        return system.inspect()
                .withDescendants()
                .filter(actor -> actor.path().equals(path))
                .findFirst()
                .orElseThrow();
    }
}
