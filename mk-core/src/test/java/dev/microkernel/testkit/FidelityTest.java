package dev.microkernel.testkit;

import static java.time.Duration.ofSeconds;
import static org.assertj.core.api.Assertions.assertThat;

import dev.microkernel.actor.ActorContext;
import dev.microkernel.actor.ActorRef;
import dev.microkernel.actor.Behavior;
import dev.microkernel.actor.ExitReason;
import dev.microkernel.actor.Signal;
import dev.microkernel.system.ActorSystem;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;

/** A behaviour hears the same in a test kit as in a system. */
class FidelityTest {

    /** Takes note of what it hears and of what it is refused. */
    private static final class Scribe implements Behavior<String> {
        private final ActorContext<String> context;
        private final List<Object> heard;
        private final ActorRef<String> child;

        Scribe(ActorContext<String> context, List<Object> heard) {
            this.context = context;
            this.heard = heard;
            child = spawnChild();
            context.monitor(child, reason -> "child: " + reason);
            context.watch(child);
            context.setReceiveTimeout(ofSeconds(10));
        }

        private ActorRef<String> spawnChild() {
            return context.<String>spawn("child", of -> message -> Behavior.stopped());
        }

        @Override
        public Behavior<String> onMessage(String message) {
            heard.add(message);
            switch (message) {
                case "begin" -> {
                    context.startTimer("once", "once", ofSeconds(1));
                    context.startTimerAtFixedRate("rate", "rate", ofSeconds(2));
                    context.startTimerWithFixedDelay("delay", "delay", ofSeconds(3));
                }
                case "end child" -> child.tell("end");
                case "put aside" -> {
                    if (heard.contains("still more")) {
                        return Behavior.same(); // it has come back
                    }
                    context.stash();
                    return other -> {
                        heard.add("still " + other);
                        context.unstashAll();
                        return this;
                    };
                }
                case "end timers" -> {
                    context.cancelTimer("rate");
                    context.cancelTimer("delay");
                    heard.add(context.isTimerActive("rate"));
                }
                case "stop" -> {
                    return Behavior.stopped();
                }
                default -> {}
            }
            return Behavior.same();
        }

        @Override
        public Behavior<String> onSignal(Signal signal) {
            heard.add(signal.toString());
            try {
                spawnChild();
            } catch (IllegalArgumentException | IllegalStateException refused) {
                heard.add(refused.getClass());
            }
            return Behavior.same();
        }
    }

    @Test
    void hearsTheSame() {
        assertThat(inAKit()).isEqualTo(inASystem()).contains("once", "rate", "delay", "stop", "Stopping[]");
    }

    private static List<Object> inAKit() {
        var heard = new ArrayList<>();
        var kit = new BehaviorTestKit<String>(context -> new Scribe(context, heard));
        kit.run("end child");
        kit.terminate(kit.childInbox("child").ref(), new ExitReason.Normal());
        play(kit::run, kit::advance);
        return texts(heard, kit.ref());
    }

    private static List<Object> inASystem() {
        var heard = new ArrayList<>();
        try (var simulation = ActorSystem.named("test").simulate(1)) {
            var actor = simulation.system().<String>spawn("scribe", context -> new Scribe(context, heard));
            actor.tell("end child");
            simulation.settle();
            play(
                    message -> {
                        actor.tell(message);
                        simulation.settle();
                    },
                    simulation::advance);
            return texts(heard, actor);
        }
    }

    private static void play(Consumer<String> run, Consumer<Duration> advance) {
        run.accept("begin");
        advance.accept(ofSeconds(13));
        run.accept("end timers");
        advance.accept(ofSeconds(25));
        run.accept("put aside");
        run.accept("more");
        run.accept("stop");
    }

    private static List<Object> texts(List<Object> heard, ActorRef<?> self) {
        return heard.stream()
                .<Object>map(each -> each.toString().replace(self.path(), ""))
                .toList();
    }
}
