package dev.microkernel.mailbox;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

import dev.microkernel.mailbox.Mailbox.Offer;
import org.jspecify.annotations.Nullable;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.IIZ_Result;
import org.openjdk.jcstress.infra.results.ZZ_Result;

/** Mailboxes whose senders take out what is old, or wait for room. */
public final class SheddingMailboxStress {

    private SheddingMailboxStress() {}

    /**
     * A sender that makes room and the consumer are after the same oldest message: one gets it. Then the sender's own is
     * accepted, and each message was dropped or taken, once.
     */
    @JCStressTest
    @Outcome(id = "(0|1), (1|2), true", expect = ACCEPTABLE, desc = "each dropped or taken, once")
    @Outcome(expect = FORBIDDEN, desc = "lost, doubled, or still refused")
    @State
    public static class DropOldestMeetsPoll {
        private final Mailbox mailbox = new DequeMailbox(2);
        private int sum;

        public DropOldestMeetsPoll() {
            mailbox.offer(new Envelope(1, null));
            mailbox.offer(new Envelope(2, null));
        }

        @Actor
        public void sender(IIZ_Result r) {
            var mine = new Envelope(4, null);
            while (mailbox.offer(mine) == Offer.FULL) {
                r.r1 = value(mailbox.dropOldestIfFull());
            }
        }

        @Actor
        public void consumer(IIZ_Result r) {
            r.r2 = value(mailbox.poll());
        }

        @Arbiter
        public void rest(IIZ_Result r) {
            for (var envelope = mailbox.poll(); envelope != null; envelope = mailbox.poll()) {
                sum += value(envelope);
            }
            r.r3 = sum + r.r1 + r.r2 == 7;
        }

        private static int value(@Nullable Envelope envelope) {
            return envelope == null ? 0 : (Integer) envelope.message();
        }
    }

    /**
     * A sender waits for room while the consumer takes the last message and goes idle. The sender makes itself known,
     * then offers; the consumer takes, then looks who waits, and does so once more behind the exchange by which it goes
     * idle. So if that offer is refused, the sender is woken: by nobody else, for nobody else will poll.
     */
    @JCStressTest
    @Outcome(id = "true, .*", expect = ACCEPTABLE, desc = "there was room")
    @Outcome(id = "false, true", expect = ACCEPTABLE, desc = "refused, and woken to try again")
    @Outcome(expect = FORBIDDEN, desc = "waits for ever at an empty mailbox")
    @State
    public static class AwaitRoomMeetsTheEndOfATurn {
        private final BlockingMailbox mailbox = new BlockingMailbox(new LinkedMailbox(1));
        private volatile boolean woken;

        public AwaitRoomMeetsTheEndOfATurn() {
            var first = new Envelope(1, null);
            mailbox.offer(first);
            mailbox.putBack(first);
        }

        @Actor
        public void sender(ZZ_Result r) {
            mailbox.awaitRoom(() -> woken = true);
            r.r1 = mailbox.offer(new Envelope(2, null)) != Offer.FULL;
        }

        @Actor
        public void consumer() {
            mailbox.poll();
            while (mailbox.poll() == null && !mailbox.idle()) {
                Thread.onSpinWait(); // the sender is between two steps
            }
        }

        @Arbiter
        public void rest(ZZ_Result r) {
            r.r2 = woken;
        }
    }
}
