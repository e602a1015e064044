package dev.microkernel.cell;

import static java.time.Duration.ofMillis;
import static java.time.Duration.ofSeconds;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.microkernel.actor.ActorRef;
import dev.microkernel.actor.ActorSpec;
import dev.microkernel.actor.Behavior;
import dev.microkernel.actor.DeadLetter.Reason;
import dev.microkernel.actor.ExitReason;
import dev.microkernel.actor.MailboxInfo;
import dev.microkernel.actor.MailboxOverflowException;
import dev.microkernel.mailbox.Delivery;
import dev.microkernel.mailbox.MailboxSpec;
import dev.microkernel.mailbox.Overflow;
import dev.microkernel.system.ActorSystem;
import dev.microkernel.system.SimulatedSystem;
import dev.microkernel.testkit.Probe;
import java.time.Duration;
import java.util.ArrayList;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What a full mailbox does, by policy, and what can be seen of a mailbox. */
class OverflowTest {

    private final SimulatedSystem simulation = ActorSystem.named("test").simulate(3);
    private final ActorSystem system = simulation.system();
    private final Probe<Integer> probe = new Probe<>(simulation, "probe");

    @AfterEach
    void close() {
        simulation.close();
    }

    @Test
    void dropsTheNewestWithoutBotheringTheSender() {
        var actor = spawn(MailboxSpec.bounded(2).withOverflow(Overflow.DROP_NEWEST));
        actor.tell(1);
        actor.tell(2);

        assertThat(actor.tell(3)).isEqualTo(Delivery.DROPPED);
        assertThat(probe.take()).containsExactly(1, 2);
        assertThat(system.deadLetters().count(Reason.DROPPED)).isEqualTo(1);
        assertThat(mailbox().dropped()).isEqualTo(1);
        assertThat(mailbox().refused()).isZero();
    }

    @Test
    void dropsTheOldestForTheNewest() {
        var actor = spawn(MailboxSpec.bounded(2).withOverflow(Overflow.DROP_OLDEST));
        var dropped = actor.ask(1, Integer.class, ofSeconds(1));
        actor.tell(2);

        assertThat(actor.tell(3)).isEqualTo(Delivery.ACCEPTED);
        assertThat(actor.tell(4)).isEqualTo(Delivery.ACCEPTED);
        assertThat(probe.take()).containsExactly(3, 4);
        assertThat(system.deadLetters().count(Reason.DROPPED)).isEqualTo(2);
        assertThat(mailbox().dropped()).isEqualTo(2);
        assertThat(dropped).isCompletedExceptionally();
    }

    @Test
    void stopsTheActorThatMustNotMissAMessage() {
        var actor = spawn(MailboxSpec.bounded(1).withOverflow(Overflow.STOP));
        var end = system.monitor(actor);
        actor.tell(1);

        assertThat(actor.tell(2)).isEqualTo(Delivery.REFUSED_FULL);
        simulation.settle();
        assertThat(end)
                .isCompletedWithValueMatching(reason -> reason instanceof ExitReason.Failed(var cause)
                        && cause instanceof MailboxOverflowException
                        && cause.getMessage().contains("actor=/actor, capacity=1"));
    }

    @Test
    void aPriorityMailboxHandsOutTheMostUrgentFirstAndThoseAlikeInOrder() {
        var actor = spawn(MailboxSpec.<Integer>priority(10, number -> number / 10));
        for (int number : new int[] {21, 12, 5, 22, 11, 3}) {
            actor.tell(number);
        }

        assertThat(probe.take()).containsExactly(5, 3, 12, 11, 21, 22);
    }

    @Test
    void aPriorityThatThrowsIsTheSendersFault() {
        var actor = spawn(MailboxSpec.<Integer>priority(10, number -> 1 / number));

        assertThatThrownBy(() -> actor.tell(0)).isInstanceOf(ArithmeticException.class);
        actor.tell(1);
        probe.expect(1);
    }

    @Test
    void anUnboundedMailboxTakesEverything() {
        var handled = new AtomicInteger();
        var actor = system.spawn(
                "actor",
                ActorSpec.<Integer>of(context -> number -> {
                            handled.incrementAndGet();
                            return Behavior.same();
                        })
                        .withMailbox(MailboxSpec.unbounded()));
        for (int i = 0; i < 100_000; i++) {
            assertThat(actor.tell(i)).isEqualTo(Delivery.ACCEPTED);
        }

        assertThat(mailbox().depth()).isEqualTo(100_000);
        simulation.settle();
        assertThat(handled).hasValue(100_000);
    }

    @Test
    void aBlockedSenderGoesOnWhenThereIsRoom() {
        var actor = spawn(MailboxSpec.bounded(1).withBlocking(ofSeconds(5)));
        var sent = new ArrayList<Delivery>();
        system.spawn("sender", ActorSpec.<String>process(self -> {
            for (int i = 0; i < 4; i++) {
                sent.add(actor.tell(i));
            }
        }));

        assertThat(probe.take()).containsExactly(0, 1, 2, 3);
        assertThat(sent).containsOnly(Delivery.ACCEPTED).hasSize(4);
        assertThat(mailbox().highWater()).isEqualTo(1);
    }

    @Test
    void aBlockedSenderIsRefusedWhenItsTimeIsUpAndAtOnceWhenTheActorStops() {
        var blocker = system.spawn(
                "blocker",
                ActorSpec.<Integer>process(self -> self.sleep(ofSeconds(60)))
                        .withMailbox(MailboxSpec.bounded(1).withBlocking(ofSeconds(5))));
        blocker.tell(0);
        var sent = new ArrayList<Delivery>();
        system.spawn("sender", ActorSpec.<String>process(self -> {
            sent.add(blocker.tell(1));
            sent.add(blocker.tell(2));
        }));
        simulation.advance(ofMillis(4_999));
        assertThat(sent).isEmpty();
        simulation.advance(ofMillis(2));
        assertThat(sent).containsExactly(Delivery.REFUSED_FULL);
        system.stop(blocker);
        simulation.settle();
        assertThat(sent).containsExactly(Delivery.REFUSED_FULL, Delivery.REFUSED_STOPPED);
    }

    @Test
    void anActorOnAWorkerIsRefusedWhereAThreadWouldWait() {
        var full = system.spawn(
                "full",
                ActorSpec.<Integer>process(self -> self.sleep(ofSeconds(60)))
                        .withMailbox(MailboxSpec.bounded(1).withBlocking(ofSeconds(5))));
        full.tell(0);
        var sent = new ArrayList<Delivery>();
        system.<String>spawn("actor-sender", context -> message -> {
                    sent.add(full.tell(1));
                    return Behavior.same();
                })
                .tell("go");
        simulation.settle();

        assertThat(sent).containsExactly(Delivery.REFUSED_FULL);
    }

    @Test
    void theFiguresOfAMailboxCanBeRead() {
        var gate = new AtomicBoolean();
        var actor = system.spawn(
                "actor",
                ActorSpec.<Integer>process(self -> {
                            while (!gate.get()) {
                                self.sleep(ofSeconds(1));
                            }
                            while (true) {
                                self.receive();
                            }
                        })
                        .withMailbox(MailboxSpec.bounded(3)));
        simulation.settle();
        for (int i = 0; i < 5; i++) {
            actor.tell(i);
        }
        simulation.advance(ofSeconds(2));

        var mailbox = mailbox();
        assertThat(mailbox.depth()).isEqualTo(3);
        assertThat(mailbox.capacity()).isEqualTo(3);
        assertThat(mailbox.highWater()).isEqualTo(3);
        assertThat(mailbox.refused()).isEqualTo(2);
        assertThat(mailbox.oldest()).isBetween(ofMillis(1_990), ofMillis(2_010));
        gate.set(true);
        simulation.advance(ofSeconds(1));
        assertThat(mailbox().depth()).isZero();
        assertThat(mailbox().oldest()).isZero();
        assertThat(mailbox().highWater()).isEqualTo(3);
    }

    @Test
    void valuesThatMakeNoMailboxAreRefused() {
        assertThatThrownBy(() -> MailboxSpec.bounded(0)).hasMessageContaining("capacity=0");
        assertThatThrownBy(() -> MailboxSpec.bounded(1).withOverflow(Overflow.BLOCK))
                .hasMessageContaining("use withBlocking(deadline)");
        assertThatThrownBy(() -> MailboxSpec.bounded(1).withBlocking(Duration.ZERO))
                .hasMessageContaining("deadline=PT0S");
        assertThatThrownBy(() -> MailboxSpec.unbounded().withOverflow(Overflow.DROP_OLDEST))
                .hasMessageContaining("never overflows");
        assertThatThrownBy(
                        () -> MailboxSpec.<Integer>priority(1, number -> number).withOverflow(Overflow.DROP_OLDEST))
                .hasMessageContaining("priority mailbox cannot drop the oldest");
    }

    private ActorRef<Integer> spawn(MailboxSpec mailbox) {
        return system.spawn(
                "actor",
                ActorSpec.<Integer>of(context -> number -> {
                            probe.ref().tell(number);
                            return Behavior.same();
                        })
                        .withMailbox(mailbox));
    }

    private MailboxInfo mailbox() {
        return system.inspect().children().stream()
                .filter(actor -> actor.path().equals("/actor"))
                .findFirst()
                .orElseThrow()
                .mailbox();
    }
}
