package dev.microkernel.spring.bean;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.microkernel.actor.ActorSpec;
import dev.microkernel.actor.AskException;
import dev.microkernel.actor.Behavior;
import dev.microkernel.actor.BehaviorFactory;
import dev.microkernel.actor.DeadLetter;
import dev.microkernel.actor.ExitReason;
import dev.microkernel.mailbox.Delivery;
import dev.microkernel.mailbox.MailboxSpec;
import dev.microkernel.system.ActorSystem;
import dev.microkernel.system.SimulatedSystem;
import dev.microkernel.testkit.Probe;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Actors by key on virtual time: when they begin and leave, and that nothing is lost meanwhile. */
class KeyedFamilyTest {

    private static final Duration IDLE = Duration.ofMinutes(5);
    private static final int ROOM = 4;

    private final SimulatedSystem simulation = ActorSystem.named("test").simulate(42);
    private final ActorSystem system = simulation.system();
    private final Probe<Object> probe = new Probe<>(simulation, "probe");
    private final List<String> lives = new ArrayList<>();

    @AfterEach
    void close() {
        simulation.close();
    }

    @Test
    void anActorBeginsWithTheFirstMessageForItsKey() {
        var devices = family(10, null);
        var kitchen = devices.get("kitchen");
        simulation.settle();
        assertThat(lives).isEmpty();
        assertThat(devices.size()).isZero();

        assertThat(kitchen.tell("one", probe.ref())).isEqualTo(Delivery.ACCEPTED);
        assertThat(kitchen.tell("two", probe.ref())).isEqualTo(Delivery.ACCEPTED);
        probe.expect("kitchen: one");
        probe.expect("kitchen: two");
        assertThat(lives).containsExactly("kitchen");
        assertThat(devices.keys()).containsExactly("kitchen");
        assertThat(kitchen.path()).isEqualTo("/device/kitchen");
        assertThat(kitchen.id())
                .isEqualTo(system.find("/device/kitchen").orElseThrow().id());
    }

    @Test
    void aQuestionMayBeTheFirstMessage() {
        var answer = family(10, null).get("kitchen").ask("one", String.class, Duration.ofSeconds(1));
        simulation.settle();
        assertThat(answer).isCompletedWithValue("kitchen: one");
    }

    @Test
    void aQuestionToAnActorThatDoesNotBeginFailsInTime() {
        var parked = new KeyedFamily(system, "/device", keys(10, null), ROOM, (key, seat) -> spec(key.value(), seat));
        parked.startedBy(new FollowingRef<>(system, "/device", 10)); // of a supervisor that never begins
        var answer = parked.get("kitchen").ask("one", String.class, Duration.ofSeconds(1));
        simulation.advance(Duration.ofSeconds(1));
        assertThat(answer.exceptionNow())
                .isInstanceOfSatisfying(
                        AskException.class,
                        failure -> assertThat(failure.progress()).contains(new AskException.Progress.Queued(0)));
    }

    @Test
    void noMoreWaitForAnActorThanItsMailboxHolds() {
        var kitchen = family(10, null).get("kitchen");
        for (int i = 0; i < ROOM; i++) {
            assertThat(kitchen.tell(i, probe.ref())).isEqualTo(Delivery.ACCEPTED);
        }
        assertThat(kitchen.tell("too many", probe.ref())).isEqualTo(Delivery.REFUSED_FULL);
        assertThat(kitchen.ask("too many", String.class, IDLE).exceptionNow())
                .isInstanceOfSatisfying(
                        AskException.class,
                        failure -> assertThat(failure.kind()).isEqualTo(AskException.Kind.REFUSED_FULL));
        assertThat(system.deadLetters().count(DeadLetter.Reason.FULL)).isEqualTo(2);
        for (int i = 0; i < ROOM; i++) {
            probe.expect("kitchen: " + i);
        }
        probe.expectNothing();
    }

    @Test
    void noMoreActorsRunThanMay() {
        var devices = family(2, IDLE);
        assertThat(devices.get("a").tell("x")).isEqualTo(Delivery.ACCEPTED);
        assertThat(devices.get("b").tell("x")).isEqualTo(Delivery.ACCEPTED);
        assertThat(devices.get("c").tell("x")).isEqualTo(Delivery.REFUSED_FULL);
        assertThat(devices.get("c").ask("x", String.class, IDLE)).isCompletedExceptionally();
        assertThat(system.deadLetters().newest())
                .extracting(DeadLetter::receiver, DeadLetter::detail)
                .first()
                .asString()
                .contains("/device/c", "2 keys, as many as may be");
        simulation.advance(IDLE.multipliedBy(2)); // both leave
        assertThat(devices.size()).isZero();
        assertThat(devices.get("c").tell("x")).isEqualTo(Delivery.ACCEPTED);
    }

    @Test
    void anIdleActorLeavesAndTheNextMessageStartsAnother() {
        var kitchen = family(10, IDLE).get("kitchen");
        kitchen.tell("one", probe.ref());
        probe.expect("kitchen: one");
        var former = system.find("/device/kitchen").orElseThrow();
        simulation.advance(IDLE.minusSeconds(1));
        kitchen.tell("two", probe.ref());
        probe.expect("kitchen: two");
        simulation.advance(IDLE.minusSeconds(1)); // since the second one: not idle for long enough
        assertThat(system.find("/device/kitchen")).contains(former);
        simulation.advance(Duration.ofSeconds(2));
        probe.expectTerminated(former, new ExitReason.Normal());
        assertThat(system.find("/device/kitchen")).isEmpty();

        kitchen.tell("three", probe.ref());
        probe.expect("kitchen: three");
        assertThat(lives).containsExactly("kitchen", "kitchen");
    }

    /** One message in each of the moments between two turns while the actor leaves: the seed decides what comes when. */
    @ParameterizedTest
    @ValueSource(ints = {0, 1, 2, 3, 4, 5, 6, 7})
    void whatIsSentWhileAnActorLeavesIsNotLost(int moment) {
        var kitchen = family(10, IDLE).get("kitchen");
        kitchen.tell("one", probe.ref());
        probe.expect("kitchen: one");
        var left = system.monitor(system.find("/device/kitchen").orElseThrow());
        // Before the actor's time-out in this instant, or behind it: then the steps below are its last turns.
        system.time().schedule(IDLE, () -> {
            for (int i = 0; i < moment; i++) {
                simulation.step();
            }
            kitchen.tell("two", probe.ref());
        });
        simulation.advance(IDLE.plusSeconds(1));
        probe.expect("kitchen: two");
        simulation.advance(IDLE.plusSeconds(1));
        assertThat(left).isDone();
        assertThat(system.deadLetters().newest()).isEmpty();
    }

    @Test
    void anActorThatFailsTooOftenIsGivenUpAlone() {
        var devices = family(10, null);
        devices.get("good").tell("one", probe.ref());
        probe.expect("good: one");
        var good = system.find("/device/good").orElseThrow();
        for (int i = 0; i < 11; i++) {
            assertThat(system.find("/device/bad"))
                    .as("after " + i + " failures")
                    .matches(now -> lives.contains("bad") == now.isPresent());
            devices.get("bad").tell("fail");
            simulation.advance(Duration.ofSeconds(15)); // longer than the longest delay
        }
        assertThat(system.find("/device/bad")).isEmpty();
        assertThat(system.find("/device/good")).contains(good);
        assertThat(lives.stream().filter("good"::equals)).hasSize(1);

        devices.get("bad").tell("again", probe.ref());
        probe.expect("bad: again");
    }

    @Test
    void anActorCanBeStopped() {
        var devices = family(10, null);
        assertThat(devices.stop("kitchen")).isFalse();
        devices.get("kitchen").tell("one");
        simulation.settle();
        assertThat(devices.stop("kitchen")).isTrue();
        simulation.settle();
        assertThat(devices.keys()).isEmpty();
        assertThatThrownBy(devices.get("kitchen")::id).hasMessageContaining("does not run");
    }

    @Test
    void whatWaitsWhenTheSupervisorEndsIsGivenUp() {
        var devices = family(10, null);
        simulation.settle();
        system.stop(system.find("/device").orElseThrow());
        devices.get("early").tell("one");
        var asked = devices.get("early").ask("two", String.class, IDLE);
        simulation.settle();
        assertThat(asked.exceptionNow())
                .isInstanceOfSatisfying(
                        AskException.class,
                        failure -> assertThat(failure.kind()).isEqualTo(AskException.Kind.REFUSED_STOPPED));
        assertThat(devices.get("late").tell("three")).isEqualTo(Delivery.REFUSED_STOPPED);
        assertThat(devices.get("late").ask("four", String.class, IDLE)).isCompletedExceptionally();
        assertThat(devices.size()).isZero();
    }

    @Test
    void anActorThatFailsWhileItLeavesLosesNothing() {
        var kitchen = family(10, IDLE).get("kitchen");
        kitchen.tell("one", probe.ref());
        probe.expect("kitchen: one");
        // Behind the time-out and before the last message, which stands behind this one.
        system.time().schedule(IDLE, () -> kitchen.tell("fail"));
        simulation.advance(IDLE);
        kitchen.tell("two", probe.ref());
        simulation.advance(Duration.ofMinutes(1));
        probe.expect("kitchen: two");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"", "a/b", "$1", "a\u0000b", "0123456789012345678901234567890123456789012345678901234567890123"})
    void aKeyIsAName(String key) {
        var devices = family(10, null);
        assertThatThrownBy(() -> devices.get(key))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("key");
    }

    private KeyedFamily family(int max, @Nullable Duration idle) {
        var family = new KeyedFamily(system, "/device", keys(max, idle), ROOM, (key, seat) -> spec(key.value(), seat));
        var reference = new FollowingRef<>(system, "/device", max);
        family.startedBy(reference);
        system.spawn("device", family.supervisor(reference::follow));
        return family;
    }

    private static ActorSettings.Keys keys(int max, @Nullable Duration idle) {
        return new ActorSettings.Keys(max, idle);
    }

    private ActorSpec<Object> spec(String key, KeyedSeat seat) {
        BehaviorFactory<Object> echo = context -> {
            seat.begin(context.self());
            lives.add(key);
            return message -> {
                if (message.equals("fail")) {
                    throw new IllegalStateException("planted");
                }
                context.reply(key + ": " + message);
                return Behavior.same();
            };
        };
        return ActorSpec.of(seat.idling(echo)).withMailbox(MailboxSpec.bounded(ROOM));
    }
}
