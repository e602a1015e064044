package dev.microkernel.mailbox;

import dev.microkernel.mailbox.Mailbox.Offer;
import java.util.ArrayDeque;
import java.util.concurrent.atomic.AtomicInteger;
import org.jetbrains.lincheck.datastructures.IntGen;
import org.jetbrains.lincheck.datastructures.ModelCheckingOptions;
import org.jetbrains.lincheck.datastructures.Operation;
import org.jetbrains.lincheck.datastructures.Param;
import org.jetbrains.lincheck.datastructures.StressOptions;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/**
 * A mailbox that is used as actors use it is a queue: whatever two threads do, their results are those of some order in
 * which they could have come one after the other. Whoever is told that the actor was idle owns its turn; a second owner
 * throws, and a turn that nobody owns leaves the consumer waiting for ever, which Lincheck reports, too.
 *
 * <p>The bound is left out: it is no queue's, as a sender may be refused while a place comes free.
 */
public class LinkedMailboxLincheckTest {

    private final Mailbox mailbox = new LinkedMailbox(MailboxSpec.UNBOUNDED);
    private final AtomicInteger turns = new AtomicInteger();
    private volatile boolean scheduled;
    private boolean running;

    /** Published by {@link #scheduled}. */
    private @Nullable Envelope carried;

    @Test
    void everyInterleavingIsThatOfAQueue() {
        new ModelCheckingOptions()
                .threads(2)
                .actorsPerThread(3)
                .iterations(5)
                .invocationsPerIteration(500)
                .sequentialSpecification(Model.class)
                .check(LinkedMailboxLincheckTest.class);
    }

    @Test
    void everyRaceOnRealThreadsIsThatOfAQueue() {
        new StressOptions()
                .threads(3)
                .actorsPerThread(3)
                .iterations(20)
                .invocationsPerIteration(1_000)
                .sequentialSpecification(Model.class)
                .check(LinkedMailboxLincheckTest.class);
    }

    /** Sends; schedules the actor if it has to. */
    @Operation
    public boolean offer(@Param(gen = IntGen.class, conf = "1:9") int message) {
        var envelope = new Envelope(message, null);
        var offer = mailbox.offer(envelope);
        if (offer == Offer.ACCEPTED_CARRIED) {
            carried = envelope;
        }
        if (offer == Offer.ACCEPTED_IDLE || offer == Offer.ACCEPTED_CARRIED) {
            schedule();
        }
        return offer != Offer.FULL;
    }

    private void schedule() {
        if (turns.incrementAndGet() != 1) {
            throw new IllegalStateException("two own the turn");
        }
        scheduled = true;
    }

    /** Takes the next message, or goes idle and returns 0. */
    @Operation(nonParallelGroup = "consumer")
    public int take() {
        if (!running) {
            if (mailbox.nudge()) {
                schedule();
            }
            while (!scheduled) {
                Thread.onSpinWait();
            }
            scheduled = false;
            running = true;
            var first = carried;
            if (first != null) {
                carried = null;
                mailbox.putBack(first);
            }
        }
        while (true) {
            var envelope = mailbox.poll();
            if (envelope != null) {
                return (Integer) envelope.message();
            }
            turns.decrementAndGet();
            if (mailbox.idle()) {
                running = false;
                return 0;
            }
            turns.incrementAndGet();
            Thread.onSpinWait();
        }
    }

    /** What the mailbox is to be taken for. */
    public static class Model {
        private final ArrayDeque<Integer> messages = new ArrayDeque<>();

        /** As {@link LinkedMailboxLincheckTest#offer}. */
        public boolean offer(int message) {
            return messages.add(message);
        }

        /** As {@link LinkedMailboxLincheckTest#take}. */
        public int take() {
            return messages.isEmpty() ? 0 : messages.remove();
        }
    }
}
