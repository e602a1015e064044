package dev.microkernel.system;

import static java.time.Duration.ofSeconds;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.awaitility.Awaitility.await;

import dev.microkernel.actor.ActorRef;
import dev.microkernel.actor.ActorSpec;
import dev.microkernel.actor.Behavior;
import dev.microkernel.mailbox.MailboxSpec;
import dev.microkernel.mailbox.Overflow;
import dev.microkernel.supervision.RestartStrategy;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class SystemMetricsTest {

    private SimulatedSystem simulation =
            ActorSystem.named("metrics").countMessages(2).simulate(1);
    private ActorSystem system = simulation.system();

    @AfterEach
    void close() {
        simulation.close();
    }

    private static ActorSpec<String> idle(String type) {
        return ActorSpec.<String>of(context -> message -> Behavior.same()).withType(type);
    }

    private static SystemMetrics.TypeMetrics type(ActorSystem of, String type) {
        var found = new HashMap<String, SystemMetrics.TypeMetrics>();
        of.metrics().forEachType(metrics -> found.put(metrics.type(), metrics));
        return Optional.ofNullable(found.get(type)).orElseThrow();
    }

    @Test
    void countsWhatIsHandledByTypeAndTimesOneInSoMany() {
        var one = system.spawn(idle("Kind"));
        var other = system.spawn(idle("Kind"));
        for (int i = 0; i < 3; i++) {
            one.tell("message");
        }
        other.tell("message");
        simulation.settle();

        assertThat(type(system, "Kind").handled()).isEqualTo(4);
        assertThat(type(system, "Kind").timed())
                .as("first and third of one, first of the other")
                .isEqualTo(3);
        assertThat(type(system, "Kind").timedDuration()).isZero();
    }

    @Test
    void countsOnOverRestartsAndBehaviourChangesAndEnds() {
        var actor = system.spawn(ActorSpec.<String>of(context -> new Behavior<>() {
                    @Override
                    public Behavior<String> onMessage(String message) {
                        return switch (message) {
                            case "fail" -> throw new IllegalStateException("planted");
                            case "change" -> next -> next.equals("stop") ? Behavior.stopped() : Behavior.unhandled();
                            default -> Behavior.same();
                        };
                    }
                })
                .withType("Changing"));
        List.of("plain", "fail", "change", "unknown", "stop").forEach(actor::tell);
        simulation.advance(ofSeconds(10));

        assertThat(type(system, "Changing").handled()).isEqualTo(5);
        assertThat(system.unhandled()).isEqualTo(1);
        assertThat(system.find(actor.path())).isEmpty();
    }

    @Test
    void countsNoMessagesUnlessWished() {
        try (var plain = ActorSystem.named("plain").simulate(1)) {
            plain.system().spawn(idle("Kind")).tell("message");
            plain.settle();

            assertThat(type(plain.system(), "Kind").handled()).isZero();
            assertThat(type(plain.system(), "Kind").timed()).isZero();
        }
    }

    @Test
    void countsMessagesOfProcesses() {
        var process = system.spawn(ActorSpec.<String>process(context -> {
            while (!context.receive().equals("end")) {
                context.sleep(ofSeconds(1));
            }
        }));
        List.of("one", "two", "end").forEach(process::tell);
        simulation.advance(ofSeconds(10));

        assertThat(type(system, "process").handled()).isEqualTo(3);
        assertThat(type(system, "process").timedDuration())
                .as("the first was handled for a second, the third at once")
                .isEqualTo(ofSeconds(1));
    }

    @Test
    void refusesToTimeNoneOrTooFew() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> ActorSystem.named("x").countMessages(0));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> ActorSystem.named("x").countMessages(1 << 21));
    }

    @Test
    void tellsOfTypesPastAndFutureOnce() {
        var seen = new ArrayList<String>();
        system.spawn(idle("Before"));
        system.metrics().forEachType(type -> seen.add(type.type()));
        system.spawn(idle("Before"));
        system.spawn(idle("Behind"));

        assertThat(seen).containsOnlyOnce("Before", "Behind");
    }

    @Test
    void showsWhatWaitsByTypeAndForHowLong() {
        system.spawn(
                "parent",
                ActorSpec.<String>of(context -> {
                            context.spawn(idle("Child"));
                            return message -> Behavior.same();
                        })
                        .withType("Parent"));
        simulation.settle();
        var lagging = system.spawn(idle("Lagging"));
        simulation.settle();
        system.suspend(lagging);
        simulation.settle();
        lagging.tell("one");
        lagging.tell("two");
        simulation.advance(ofSeconds(8));

        var loads = system.metrics().loads();
        assertThat(loads.get("Parent")).isEqualTo(new SystemMetrics.TypeLoad(1, 0, Duration.ZERO));
        assertThat(loads.get("Child").actors()).isEqualTo(1);
        assertThat(loads.get("Lagging").waiting()).isEqualTo(2);
        assertThat(loads.get("Lagging").oldest()).isBetween(ofSeconds(6), ofSeconds(9));
    }

    @Test
    void countsWhatMailboxesDoNotTakeByPolicy() {
        var full = MailboxSpec.bounded(1);
        for (var policy : Map.of(
                        "Reject", Overflow.REJECT, "Newest", Overflow.DROP_NEWEST, "Oldest", Overflow.DROP_OLDEST)
                .entrySet()) {
            var actor = system.spawn(idle(policy.getKey()).withMailbox(full.withOverflow(policy.getValue())));
            actor.tell("taken");
            actor.tell("too many");
        }

        assertThat(type(system, "Reject").refused()).isEqualTo(1);
        assertThat(type(system, "Newest").droppedNewest()).isEqualTo(1);
        assertThat(type(system, "Oldest").droppedOldest()).isEqualTo(1);
        assertThat(type(system, "Oldest").refused()).isZero();
    }

    @Test
    void countsRestartsByTypeStrategyAndReason() {
        var failing = ActorSpec.<String>of(context -> message -> {
                    throw new IllegalStateException("planted");
                })
                .withType("Failing");
        var parent = system.spawn(ActorSpec.<String>of(context -> {
                    var child = context.spawn("failing", failing);
                    context.spawn("sibling", idle("Sibling"));
                    return message -> {
                        child.tell(message);
                        return Behavior.same();
                    };
                })
                .withStrategy(RestartStrategy.oneForAll()));
        parent.tell("fail");
        simulation.advance(ofSeconds(10));
        system.restart(parent);
        simulation.advance(ofSeconds(10));

        var counted = new HashMap<String, Long>();
        system.metrics()
                .forEachKindOfRestart(restarts -> counted.put(
                        restarts.type() + " " + restarts.strategy().orElse("none") + " " + restarts.reason(),
                        restarts.count().getAsLong()));
        assertThat(counted)
                .containsEntry("Failing one_for_all failed", 1L)
                .containsEntry("Sibling one_for_all stopped", 1L)
                .containsEntry("actor none stopped", 1L);
    }

    @Test
    void countsFailedAsksByOutcome() {
        var silent = system.spawn(idle("Silent"));
        silent.ask("question", String.class, ofSeconds(1));
        var suspended = system.spawn(idle("Silent"));
        system.suspend(suspended);
        simulation.settle();
        suspended.ask("question", String.class, ofSeconds(1));
        system.stop(silent);
        simulation.advance(ofSeconds(2));
        silent.ask("question", String.class, ofSeconds(1));

        assertThat(system.metrics().askFailures())
                .containsEntry("timeout_unanswered", 1L)
                .containsEntry("timeout_queued", 1L)
                .containsEntry("refused_stopped", 1L)
                .containsEntry("timeout_running", 0L)
                .containsKeys("refused_full", "receiver_failed", "wrong_reply", "cycle", "timeout_elsewhere");
    }

    @Test
    void countsTurnsStealsTimersAndTheTimeOfParkedWorkers() throws InterruptedException {
        try (var real = ActorSystem.named("real").countMessages(1).workers(2).start()) {
            int count = 200;
            var done = new CountDownLatch(count);
            var workers = new ArrayList<ActorRef<String>>();
            for (int i = 0; i < count; i++) {
                workers.add(real.spawn(ActorSpec.<String>of(context -> message -> {
                            done.countDown();
                            return Behavior.same();
                        })
                        .withType("Counting")));
            }
            workers.forEach(worker -> worker.tell("count"));
            assertThat(done.await(30, TimeUnit.SECONDS)).isTrue();

            await().untilAsserted(() -> {
                assertThat(type(real, "Counting").handled()).isEqualTo(count);
                assertThat(type(real, "Counting").timed()).isEqualTo(count);
                assertThat(real.metrics().scheduler().parked()).isEqualTo(2);
            });
            var first = real.metrics().scheduler();
            assertThat(first.workers()).isEqualTo(2);
            assertThat(first.turns()).isGreaterThanOrEqualTo(count);
            assertThat(first.queued()).isZero();
            assertThat(first.parkedTime()).isPositive();
            assertThat(real.metrics().scheduler().parkedTime()).isGreaterThanOrEqualTo(first.parkedTime());
        }
    }
}
