package dev.microkernel.cell;

import static java.time.Duration.ofMillis;
import static java.time.Duration.ofSeconds;
import static org.assertj.core.api.Assertions.assertThat;

import dev.microkernel.actor.ActorRef;
import dev.microkernel.actor.ActorSpec;
import dev.microkernel.actor.AskException;
import dev.microkernel.actor.Behavior;
import dev.microkernel.actor.Failure;
import dev.microkernel.actor.Process;
import dev.microkernel.actor.ProcessContext;
import dev.microkernel.actor.Routing;
import dev.microkernel.system.ActorSystem;
import dev.microkernel.system.SimulatedSystem;
import dev.microkernel.testkit.Probe;
import java.util.ArrayDeque;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Asks that wait for each other fail at once, and only those. */
class AskCycleTest {

    private final SimulatedSystem simulation = ActorSystem.named("test").simulate(8);
    private final ActorSystem system = simulation.system();
    private final Probe<String> probe = new Probe<>(simulation, "probe");
    private final Map<String, ActorRef<Object>> actors = new HashMap<>();

    @AfterEach
    void close() {
        simulation.close();
    }

    // ---- circles

    @Test
    void aProcessThatAsksItself() {
        process("a", self -> report("a", self, "a"));

        probe.expect("a: CYCLE /a -> /a");
    }

    @Test
    void twoProcessesThatAskEachOtherOfThemselves() {
        process("a", self -> report("a", self, "b"));
        process("b", self -> report("b", self, "a"));

        assertThat(probe.take())
                .isNotEmpty()
                .containsAnyOf("a: CYCLE /a -> /b -> /a", "b: CYCLE /b -> /a -> /b")
                .allMatch(said -> said.contains("CYCLE") || said.contains("REFUSED_STOPPED"));
    }

    @Test
    void aProcessThatIsAskedBackByTheOneItAsks() {
        process("b", answering("b", "a"));
        process("a", self -> report("a", self, "b"));

        assertThat(probe.take()).containsExactly("b: CYCLE /a -> /b -> /a", "a: got done");
    }

    @Test
    void threeInACircleAreNamedInTheOrderInWhichTheyAsk() {
        process("c", answering("c", "a"));
        process("b", answering("b", "c"));
        process("a", self -> report("a", self, "b"));

        assertThat(probe.take()).containsExactly("c: CYCLE /a -> /b -> /c -> /a", "b: got done", "a: got done");
    }

    @Test
    void threeThatEachAskOfThemselves() {
        process("a", self -> report("a", self, "b"));
        process("b", self -> report("b", self, "c"));
        process("c", self -> report("c", self, "a"));

        assertThat(probe.take())
                .containsAnyOf(
                        "a: CYCLE /a -> /b -> /c -> /a",
                        "b: CYCLE /b -> /c -> /a -> /b",
                        "c: CYCLE /c -> /a -> /b -> /c");
    }

    @Test
    void aBehaviourThatAsksBackOnBehalfOfTheOneThatWaits() {
        var a = process("a", self -> report("a", self, "b"));
        actors.put("b", askingOnBehalf("b", a));

        assertThat(probe.take()).containsExactly("a: CYCLE /a -> /b -> /a");
    }

    @Test
    void aBehaviourInTheMiddleOfALongerCircle() {
        process("b", self -> report("b", self, "a"));
        var b = actor("b");
        process("a", self -> report("a", self, "x"));
        actors.put("x", askingOnBehalf("x", b));

        assertThat(probe.take()).containsAnyOf("a: CYCLE /a -> /x -> /b -> /a", "b: CYCLE /b -> /a -> /x -> /b");
    }

    // ---- no circles

    @Test
    void whoRepliesBeforeAskingBackIsNotInACircle() {
        process("b", self -> {
            self.receive();
            self.reply("early");
            report("b", self, "a");
        });
        process("a", self -> {
            report("a", self, "b");
            self.receive();
            self.reply("late");
        });

        assertThat(probe.take()).containsExactlyInAnyOrder("a: got early", "b: got late");
    }

    @Test
    void aBehaviourThatAsksBackAndRepliesAtOnceIsNotInACircle() {
        var a = process("a", self -> {
            report("a", self, "b");
            self.receive();
            self.reply("late");
        });
        actors.put("b", system.<Object>spawn("b", context -> message -> {
            if (!message.equals("go")) {
                return tell("b: " + message);
            }
            context.pipe(a.ask("back", String.class, ofSeconds(1)), answer -> answer, failure -> "failed");
            context.reply("early");
            return Behavior.same();
        }));
        simulation.settle();

        assertThat(probe.take()).containsExactly("a: got early", "b: late");
    }

    @Test
    void aProcessThatWaitsForSomethingElseIsNotInACircle() {
        process("b", self -> {
            self.receive();
            report("b", self, "a");
            self.reply("done");
        });
        process("a", self -> {
            actor("b").tell("go", self.self());
            self.sleep(ofMillis(10));
            self.receive();
            self.reply("awake");
        });
        simulation.advance(ofMillis(10));

        probe.expect("b: got awake");
    }

    /** What was asked on behalf of an ask goes on when that ask has its reply; then nobody waits for it any more. */
    @Test
    void whoIsAskedOnBehalfOfAnAnsweredAskIsNotInACircle() {
        var d = process("d", self -> {
            self.sleep(ofMillis(10)); // by then c has replied
            self.receive();
            report("d", self, "a");
        });
        var c = system.<Object>spawn("c", context -> message -> {
            var _ = d.ask("by the way", String.class, ofSeconds(1)); // which its reply does not depend on
            context.reply("from c");
            return Behavior.same();
        });
        actors.put("b", system.<Object>spawn("b", context -> {
            var askers = new ArrayDeque<ActorRef<Object>>();
            return message -> {
                switch ((String) message) {
                    case "go" -> {
                        askers.add(context.sender());
                        context.pipe(
                                c.ask("on behalf", String.class, ofSeconds(1)), answer -> answer, failure -> "failed");
                    }
                    case "from c" -> context.startTimer("later", "reply", ofMillis(20));
                    default -> askers.remove().tell("done");
                }
                return Behavior.same();
            };
        }));
        process("a", self -> {
            report("a", self, "b");
            self.receive();
            self.reply("free");
        });
        simulation.advance(ofMillis(40));

        assertThat(probe.take()).containsExactly("a: got done", "d: got free");
    }

    /** One member of a broadcast group asks back, another answers. */
    @Test
    void aBroadcastThatAnotherMemberAnswersIsNotACircle() {
        var a = process("a", self -> {
            try {
                var got = self.ask(
                        system.registry().group("all", Routing.<Object>broadcast()), "go", String.class, ofSeconds(1));
                probe.ref().tell("a: got " + got);
            } catch (AskException why) {
                probe.ref().tell("a: " + why.kind());
            }
            self.receive();
            self.reply("free");
        });
        var back = system.<Object>spawn("back", context -> message -> {
            context.pipe(
                    a.ask("back", String.class, ofSeconds(1)),
                    answer -> "piped",
                    failure -> "piped " + failure.getMessage());
            return message.toString().startsWith("piped") ? tell("back: " + message) : Behavior.same();
        });
        var answering = system.spawn("answering", ActorSpec.<Object>process(self -> {
            self.receive();
            self.sleep(ofMillis(10));
            self.reply("from the other");
        }));
        system.registry().join("all", back);
        system.registry().join("all", answering);
        simulation.advance(ofMillis(20));

        assertThat(probe.take()).containsExactly("a: got from the other", "back: piped");
    }

    private Behavior<Object> tell(String said) {
        probe.ref().tell(said);
        return Behavior.stopped();
    }

    // ---- the actors

    private ActorRef<Object> process(String name, Process<Object> process) {
        var actor = system.spawn(name, ActorSpec.process(process));
        actors.put(name, actor);
        return actor;
    }

    private ActorRef<Object> actor(String name) {
        return Objects.requireNonNull(actors.get(name));
    }

    /** Takes one message, asks another, and replies. */
    private Process<Object> answering(String name, String asked) {
        return self -> {
            self.receive();
            report(name, self, asked);
            self.reply("done");
        };
    }

    /** Passes on what another replies, or its failure. */
    private ActorRef<Object> askingOnBehalf(String name, ActorRef<Object> asked) {
        return system.<Object>spawn(name, context -> new Behavior<>() {
            private ActorRef<Object> asker = context.sender();

            @Override
            public Behavior<Object> onMessage(Object message) {
                if (message.equals("go")) {
                    asker = context.sender();
                    context.pipe(asked.ask("on behalf", String.class, ofSeconds(1)), answer -> answer, Failure::new);
                } else {
                    asker.tell(message);
                }
                return Behavior.same();
            }
        });
    }

    private void report(String name, ProcessContext<Object> self, String asked) throws InterruptedException {
        try {
            var got = self.ask(actor(asked), "go", String.class, ofSeconds(1));
            probe.ref().tell(name + ": got " + got);
        } catch (AskException why) {
            var circle = String.valueOf(why.getMessage())
                    .replaceFirst(".*asks wait for each other in a circle: (.*); have.*", "$1");
            probe.ref().tell(name + ": " + why.kind() + " " + circle);
        }
    }
}
