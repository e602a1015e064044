package dev.microkernel.mailbox;

import static dev.microkernel.mailbox.Offers.offer;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import dev.microkernel.mailbox.Mailbox.Offer;
import java.util.ArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** What every mailbox promises, whatever is behind it. */
abstract class MailboxContract {

    protected abstract Mailbox create(int capacity);

    @Test
    void theFirstOfferFindsTheActorIdle() {
        var mailbox = create(4);

        assertThat(offer(mailbox, 1)).isEqualTo(Offer.ACCEPTED_IDLE);
        assertThat(offer(mailbox, 2)).isEqualTo(Offer.ACCEPTED);
        assertThat(mailbox.depth()).isEqualTo(2);
    }

    @Test
    void givesMessagesInOrderThenNothing() {
        var mailbox = filled(create(4));

        for (int i = 1; i <= 4; i++) {
            assertThat(mailbox.poll().message()).isEqualTo(i);
        }
        assertThat(mailbox.poll()).isNull();
        assertThat(mailbox.depth()).isZero();
    }

    @Test
    void refusesWhenFullAndTakesAgainWhenThereIsRoom() {
        var mailbox = filled(create(4));

        assertThat(offer(mailbox, 5)).isEqualTo(Offer.FULL);
        assertThat(mailbox.depth()).isEqualTo(4);
        mailbox.poll();
        assertThat(offer(mailbox, 6)).isEqualTo(Offer.ACCEPTED);
        assertThat(offer(mailbox, 7)).isEqualTo(Offer.FULL);
    }

    @Test
    void goesIdleOnlyWhenNothingWaits() {
        var mailbox = create(4);
        offer(mailbox, 1);

        assertThat(mailbox.idle()).isFalse();
        mailbox.poll();
        offer(mailbox, 2);
        assertThat(mailbox.idle()).isFalse();
        mailbox.poll();
        assertThat(mailbox.idle()).isTrue();
        assertThat(offer(mailbox, 3)).isEqualTo(Offer.ACCEPTED_IDLE);
        assertThat(mailbox.poll().message()).isEqualTo(3);
    }

    @Test
    void aNudgeWakesAndTakesNoRoom() {
        var mailbox = create(1);

        assertThat(mailbox.nudge()).isTrue();
        assertThat(mailbox.nudge()).isFalse();
        assertThat(mailbox.depth()).isZero();
        assertThat(offer(mailbox, 1)).isEqualTo(Offer.ACCEPTED);
        assertThat(mailbox.poll().message()).isEqualTo(1);
        assertThat(mailbox.poll()).isNull();
        assertThat(mailbox.idle()).as("it is to look at what it was nudged for").isFalse();
        assertThat(mailbox.idle()).isTrue();
    }

    @Test
    void drainsInOrderUntilNothingWaits() {
        var mailbox = filled(create(40)); // more than a mailbox may leave uncounted meanwhile
        var taken = new ArrayList<Object>();
        boolean emptied = mailbox.drain(null, (envelope, list) -> list.add(envelope.message()), taken);

        assertThat(emptied).isTrue();
        assertThat(taken)
                .containsExactlyElementsOf(IntStream.rangeClosed(1, 40).boxed().toList());
        assertThat(mailbox.depth()).isZero();
        assertThat(mailbox.idle()).isTrue();
    }

    @Test
    void drainsNoMoreThanTheHandlerWants() {
        var mailbox = filled(create(4));
        var taken = new ArrayList<Object>();
        boolean emptied =
                mailbox.drain(null, (envelope, list) -> list.add(envelope.message()) && list.size() < 2, taken);

        assertThat(emptied).isFalse();
        assertThat(taken).containsExactly(1, 2);
        assertThat(mailbox.depth()).isEqualTo(2);
        assertThat(mailbox.idle()).isFalse();
        assertThat(mailbox.poll().message()).isEqualTo(3);
    }

    @Test
    void passesOverNudgesAmongMessages() {
        var mailbox = create(4);
        offer(mailbox, 1);
        mailbox.nudge();
        offer(mailbox, 2);
        var taken = new ArrayList<Object>();

        assertThat(mailbox.drain(null, (envelope, list) -> list.add(envelope.message()), taken))
                .isTrue();
        assertThat(taken).containsExactly(1, 2);
    }

    @Test
    void whatAHandlerThrowsOverIsTakenAndTheRestIsThere() {
        var mailbox = filled(create(4));
        assertThatIllegalStateException()
                .isThrownBy(() -> mailbox.drain(
                        null,
                        (envelope, none) -> {
                            if (envelope.message().equals(3)) {
                                throw new IllegalStateException("planted");
                            }
                            return true;
                        },
                        "context"));

        assertThat(mailbox.depth()).isEqualTo(1);
        assertThat(mailbox.poll().message()).isEqualTo(4);
    }

    @Test
    void remembersTheMostThatWaitedAndHowManyCame() {
        var mailbox = filled(create(4));
        int accepted = mailbox.accepted();
        mailbox.poll();
        offer(mailbox, 5);

        assertThat(mailbox.highWater()).isEqualTo(4);
        assertThat(Mailbox.difference(mailbox.accepted(), accepted)).isEqualTo(1);
        assertThat(Mailbox.difference(accepted, mailbox.accepted())).isEqualTo(-1);
        assertThat(mailbox.capacity()).isEqualTo(4);
    }

    /**
     * Producers race with a consumer that goes idle whenever it can; whoever is told that the actor was idle runs the
     * consumer. A lost wake-up leaves messages behind, a doubled one has two consumers at once, and both are seen.
     */
    @Test
    void losesNoMessageAndNoWakeUpUnderContention() throws InterruptedException {
        int producers = 4;
        int perProducer = 100_000;
        var mailbox = create(64);
        var consumers = new AtomicInteger();
        var overlaps = new AtomicInteger();
        var disorder = new AtomicInteger();
        var received = new AtomicLong();
        var lastOfProducer = new long[producers];
        var done = new CountDownLatch(producers);

        Runnable consume = () -> {
            if (consumers.incrementAndGet() != 1) {
                overlaps.incrementAndGet();
            }
            while (true) {
                var envelope = mailbox.poll();
                if (envelope != null) {
                    long value = (Long) envelope.message();
                    int producer = (int) (value >>> 32);
                    long number = value & 0xFFFF_FFFFL;
                    if (lastOfProducer[producer] + 1 != number) {
                        disorder.incrementAndGet();
                    }
                    lastOfProducer[producer] = number;
                    received.incrementAndGet();
                    continue;
                }
                consumers.decrementAndGet();
                if (mailbox.idle()) {
                    return;
                }
                consumers.incrementAndGet();
            }
        };
        for (int p = 0; p < producers; p++) {
            long producer = p;
            Thread.ofPlatform().start(() -> {
                for (long i = 1; i <= perProducer; i++) {
                    Offer offer;
                    do {
                        offer = offer(mailbox, producer << 32 | i);
                        if (offer == Offer.FULL) {
                            Thread.onSpinWait();
                        }
                    } while (offer == Offer.FULL);
                    if (offer == Offer.ACCEPTED_IDLE) {
                        consume.run();
                    }
                }
                done.countDown();
            });
        }

        assertThat(done.await(60, TimeUnit.SECONDS)).as("producers finish").isTrue();
        assertThat(received.get()).isEqualTo((long) producers * perProducer);
        assertThat(overlaps.get()).as("two consumers at once").isZero();
        assertThat(disorder.get()).as("messages of one producer out of order").isZero();
    }

    private static Mailbox filled(Mailbox mailbox) {
        for (int i = 1; i <= mailbox.capacity(); i++) {
            assertThat(offer(mailbox, i)).isNotEqualTo(Offer.FULL);
        }
        return mailbox;
    }
}
