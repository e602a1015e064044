package dev.microkernel.chaos;

import static org.assertj.core.api.Assertions.assertThat;

import dev.microkernel.actor.ActorRef;
import dev.microkernel.chaos.Receiver.Parcel;
import dev.microkernel.supervision.Backoff;
import dev.microkernel.supervision.RestartStrategy;
import dev.microkernel.system.ActorSystem;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Random;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReferenceArray;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * Many messages through actors that are spawned, stopped, failed and restarted meanwhile: each message is handled once or
 * is one dead letter, and those of one sender to one receiver are handled in their order.
 */
class ChaosTest {

    private static final int SENDERS = 4;
    private static final int RECEIVERS = 64;
    private static final int MESSAGES = Integer.getInteger("chaos.messages", 200_000);
    private static final long SEED = Long.getLong("chaos.seed", 42);

    private final AtomicReferenceArray<ActorRef<Parcel>> receivers = new AtomicReferenceArray<>(RECEIVERS);
    private final Ledger[] ledgers = new Ledger[SENDERS];
    private final AtomicLong disorder = new AtomicLong();
    private final AtomicLong kinds = new AtomicLong();

    @Test
    @Timeout(3600)
    void noMessageIsLostOrDoubledOrOvertaken() throws InterruptedException {
        int perSender = MESSAGES / SENDERS;
        Arrays.setAll(ledgers, i -> new Ledger(perSender));
        long deadLetters;
        try (var system = ActorSystem.named("chaos")
                .workers(3)
                .strategy(RestartStrategy.oneForOne()
                        .withoutIntensity()
                        .withBackoff(Backoff.exponential(Duration.ofNanos(1), Duration.ofMillis(1))))
                .start()) {
            for (int i = 0; i < RECEIVERS; i++) {
                replace(system, i);
            }
            var sending = new AtomicBoolean(true);
            var reaper = Thread.ofPlatform().start(() -> reap(system, sending));
            var senders = new ArrayList<Thread>();
            for (int i = 0; i < SENDERS; i++) {
                int sender = i;
                senders.add(Thread.ofPlatform().start(() -> send(sender, perSender)));
            }
            for (var sender : senders) {
                sender.join();
            }
            sending.set(false);
            reaper.join();

            assertThat(system.close(Duration.ofSeconds(60)))
                    .as("all actors end, seed=%d", SEED)
                    .isTrue();
            assertThat(system.actors()).as("actors left, seed=%d", SEED).isZero();
            deadLetters = system.deadLetters().total();
        }

        long handled = 0;
        long twice = 0;
        for (var ledger : ledgers) {
            handled += ledger.count();
            twice += ledger.twice();
        }
        assertThat(twice).as("messages handled twice, seed=%d", SEED).isZero();
        assertThat(disorder.get()).as("messages overtaken, seed=%d", SEED).isZero();
        assertThat(handled + deadLetters)
                .as("handled %d + dead letters %d, seed=%d", handled, deadLetters, SEED)
                .isEqualTo((long) SENDERS * perSender);
        assertThat(handled).as("some got through").isGreaterThan(MESSAGES / 100);
    }

    private void send(int sender, int messages) {
        var random = new Random(SEED + sender);
        for (int number = 0; number < messages; number++) {
            receivers.get(random.nextInt(RECEIVERS)).tell(new Parcel(sender, number));
        }
    }

    /** Stops receivers and puts others in their places. */
    private void reap(ActorSystem system, AtomicBoolean sending) {
        var random = new Random(SEED - 1);
        while (sending.get()) {
            int place = random.nextInt(RECEIVERS);
            var old = receivers.get(place);
            replace(system, place);
            system.stop(old);
            Thread.yield();
        }
    }

    private void replace(ActorSystem system, int place) {
        int kind = (int) kinds.getAndIncrement();
        receivers.set(place, system.spawn(Receiver.spec(kind, ledgers, disorder, 100 + kind % 900)));
    }
}
