package dev.microkernel.system;

import static java.time.Duration.ofMillis;
import static java.time.Duration.ofSeconds;
import static org.assertj.core.api.Assertions.assertThat;

import dev.microkernel.actor.ActorRef;
import dev.microkernel.actor.ActorSpec;
import dev.microkernel.actor.Behavior;
import dev.microkernel.mailbox.MailboxSpec;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class DrainTest {

    @Test
    void endsWhenAllIsHandledWhatActorsSendEachOtherIncluded() {
        try (var system = ActorSystem.named("drain").start()) {
            int rounds = 20_000;
            var left = new AtomicInteger(rounds);
            ActorRef<ActorRef<?>> pong = system.spawn(ActorSpec.of(context -> from -> {
                context.reply(from);
                return Behavior.same();
            }));
            var ping = system.spawn(ActorSpec.<ActorRef<?>>of(context -> from -> {
                if (left.decrementAndGet() > 0) {
                    pong.tell(context.self(), context.self());
                }
                return Behavior.same();
            }));
            ping.tell(ping);

            assertThat(system.drain(ofSeconds(30))).isZero();
            assertThat(left).hasValue(0);
        }
    }

    @Test
    void waitsForWhatProcessesAreAt() {
        try (var system = ActorSystem.named("drain").start()) {
            var done = new AtomicInteger();
            var gate = new CountDownLatch(1);
            var process = system.spawn(ActorSpec.<String>process(context -> {
                while (true) {
                    context.receive();
                    gate.await();
                    done.incrementAndGet();
                }
            }));
            process.tell("one");
            process.tell("two");
            assertThat(system.drain(ofMillis(50))).isPositive();
            gate.countDown();

            assertThat(system.drain(ofSeconds(30))).isZero();
            assertThat(done).hasValue(2);
        }
    }

    @Test
    void saysHowMuchIsLeftAndWaitsForNoSuspendedActor() {
        try (var system = ActorSystem.named("drain").start()) {
            var gate = new CountDownLatch(1);
            var process = system.spawn(ActorSpec.<String>process(context -> {
                        context.receive();
                        gate.await();
                    })
                    .withMailbox(MailboxSpec.bounded(16)));
            for (int i = 0; i < 4; i++) {
                process.tell("message");
            }
            assertThat(system.drain(ofMillis(50))).isEqualTo(4);
            gate.countDown();
            assertThat(system.drain(ofSeconds(30))).isZero();

            var suspended = system.spawn(ActorSpec.<String>of(context -> message -> Behavior.same()));
            system.suspend(suspended);
            assertThat(system.drain(ofSeconds(30)))
                    .as("so that it is suspended")
                    .isZero();
            suspended.tell("message");
            assertThat(system.drain(ofSeconds(30))).isZero();
        }
    }

    @Test
    void anActorCannotWaitForItsOwnSystem() {
        try (var system = ActorSystem.named("drain").start()) {
            var asked = system.spawn(ActorSpec.<String>of(context -> message -> {
                system.drain(ofSeconds(1));
                return Behavior.same();
            }));
            assertThat(asked.ask("drain", String.class, ofSeconds(30)))
                    .failsWithin(ofSeconds(30))
                    .withThrowableThat()
                    .withMessageContaining("cannot wait for its own system");
        }
    }
}
