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
import org.openjdk.jcstress.infra.results.IZZ_Result;
import org.openjdk.jcstress.infra.results.IZ_Result;
import org.openjdk.jcstress.infra.results.ZZZ_Result;
import org.openjdk.jcstress.infra.results.ZZ_Result;

/** What the argument in {@link LinkedMailbox} claims, two steps of it at a time. */
public final class LinkedMailboxStress {

    private LinkedMailboxStress() {}

    /**
     * The hand-over. The consumer has taken all there was and sets IDLE, a producer counts itself in: one of the two
     * steps is first. If the consumer's is, the producer clears IDLE and must schedule; if not, the consumer's fails and
     * it goes on. Both would run the actor twice, neither never again.
     */
    @JCStressTest
    @Outcome(id = "true, true, true", expect = ACCEPTABLE, desc = "went idle first: the sender schedules")
    @Outcome(id = "false, false, true", expect = ACCEPTABLE, desc = "the message was first: the turn goes on")
    @Outcome(expect = FORBIDDEN, desc = "two turns, or none, or no message")
    @State
    public static class OfferMeetsIdle {
        private final LinkedMailbox mailbox = begun(4);

        @Actor
        public void consumer(ZZZ_Result r) {
            r.r1 = mailbox.idle();
        }

        @Actor
        public void producer(ZZZ_Result r) {
            r.r2 = schedules(mailbox, 1);
        }

        @Arbiter
        public void rest(ZZZ_Result r) {
            r.r3 = takes(mailbox) == 1 && takes(mailbox) == 0;
        }
    }

    /** As {@link OfferMeetsIdle}, for a nudge, which carries nothing that a turn would find. */
    @JCStressTest
    @Outcome(id = "true, true", expect = ACCEPTABLE, desc = "went idle first: who nudges schedules")
    @Outcome(id = "false, false", expect = ACCEPTABLE, desc = "the nudge was first: the turn goes on")
    @Outcome(expect = FORBIDDEN, desc = "two turns, or none")
    @State
    public static class NudgeMeetsIdle {
        private final LinkedMailbox mailbox = begun(4);

        @Actor
        public void consumer(ZZ_Result r) {
            r.r1 = mailbox.idle();
        }

        @Actor
        public void other(ZZ_Result r) {
            r.r2 = mailbox.nudge();
        }
    }

    /**
     * Two senders find the actor idle: one clears IDLE. Its message goes first if it is carried, even if the other has
     * not yet stored the head of the chain; the turn finds both.
     */
    @JCStressTest
    @Outcome(id = "true, false, true", expect = ACCEPTABLE, desc = "the one schedules")
    @Outcome(id = "false, true, true", expect = ACCEPTABLE, desc = "the other schedules")
    @Outcome(expect = FORBIDDEN, desc = "two turns, or none, or a message lost")
    @State
    public static class OfferMeetsOffer {
        private final LinkedMailbox mailbox = new LinkedMailbox(4);

        @Actor
        public void one(ZZZ_Result r) {
            r.r1 = schedules(mailbox, 1);
        }

        @Actor
        public void other(ZZZ_Result r) {
            r.r2 = schedules(mailbox, 2);
        }

        @Arbiter
        public void rest(ZZZ_Result r) {
            r.r3 = takes(mailbox) + takes(mailbox) == 3 && takes(mailbox) == 0;
        }
    }

    /**
     * The bound. Of four offers for two places, with nobody who takes, two are accepted: who was one too many counts
     * itself out again.
     */
    @JCStressTest
    @Outcome(id = "(0, 2|1, 1|2, 0), true", expect = ACCEPTABLE, desc = "two are in")
    @Outcome(expect = FORBIDDEN, desc = "too many are in, or a place is left")
    @State
    public static class OffersMeetTheBound {
        private final LinkedMailbox mailbox = new LinkedMailbox(2);

        @Actor
        public void one(IIZ_Result r) {
            r.r1 = accepted(mailbox, 1) + accepted(mailbox, 2);
        }

        @Actor
        public void other(IIZ_Result r) {
            r.r2 = accepted(mailbox, 3) + accepted(mailbox, 4);
        }

        @Arbiter
        public void rest(IIZ_Result r) {
            int found = 0;
            while (takes(mailbox) != 0) {
                found++;
            }
            r.r3 = found == r.r1 + r.r2 && mailbox.depth() == 0;
        }
    }

    /**
     * The bound while the consumer takes: what is accepted beyond the places was accepted into one that a poll had
     * made, and is there. What goes in first comes out first.
     */
    @JCStressTest
    @Outcome(id = "(1|2|3), true, true", expect = ACCEPTABLE, desc = "as many as there were places, in order")
    @Outcome(expect = FORBIDDEN, desc = "too many, lost, doubled or overtaken")
    @State
    public static class OffersMeetPolls {
        private final LinkedMailbox mailbox = new LinkedMailbox(2);
        private int last;
        private int taken;
        private boolean inOrder = true;

        public OffersMeetPolls() {
            accepted(mailbox, 1);
        }

        @Actor
        public void producer(IZZ_Result r) {
            int in = 0;
            for (int i = 2; i <= 4; i++) {
                in += accepted(mailbox, i);
            }
            r.r1 = in;
        }

        @Actor
        public void consumer() {
            take();
            take();
        }

        @Arbiter
        public void rest(IZZ_Result r) {
            int takenMeanwhile = taken;
            while (take()) {
                // counts
            }
            r.r2 = taken - takenMeanwhile <= 2 && taken == 1 + r.r1;
            r.r3 = inOrder;
        }

        private boolean take() {
            int message = takes(mailbox);
            if (message == 0) {
                return false;
            }
            taken++;
            inOrder &= message > last;
            last = message;
            return true;
        }
    }

    /**
     * A drain, which counts in a local variable and hands the last envelope back at its end, against a producer: the next poll
     * goes on where it ended.
     */
    @JCStressTest
    @Outcome(id = "6, true", expect = ACCEPTABLE, desc = "each once, in order")
    @Outcome(expect = FORBIDDEN, desc = "lost, doubled or overtaken")
    @State
    public static class OffersMeetADrain {
        private final LinkedMailbox mailbox = new LinkedMailbox(8);
        private final Envelope first = envelope(1);
        private int count;
        private boolean inOrder = true;

        public OffersMeetADrain() {
            mailbox.offer(first);
            mailbox.offer(envelope(2));
        }

        @Actor
        public void producer() {
            for (int i = 3; i <= 6; i++) {
                mailbox.offer(envelope(i));
            }
        }

        @Actor
        public void consumer() {
            drain(first);
        }

        @Arbiter
        public void rest(IZ_Result r) {
            drain(null);
            r.r1 = count;
            r.r2 = inOrder;
        }

        private void drain(@Nullable Envelope carried) {
            var _ = mailbox.drain(
                    carried,
                    (envelope, test) -> {
                        test.inOrder &= (Integer) envelope.message() == ++test.count;
                        return true;
                    },
                    this);
        }
    }

    /** A mailbox whose consumer has taken all there was, and has yet to go idle. */
    private static LinkedMailbox begun(int capacity) {
        var mailbox = new LinkedMailbox(capacity);
        mailbox.nudge();
        mailbox.poll();
        return mailbox;
    }

    /** Sends. Whether it finds the actor idle; then it does what the beginning of the turn would that it has to cause. */
    private static boolean schedules(Mailbox mailbox, int message) {
        return offer(mailbox, message) == Offer.ACCEPTED_IDLE;
    }

    private static int accepted(Mailbox mailbox, int message) {
        return offer(mailbox, message) == Offer.FULL ? 0 : 1;
    }

    private static Offer offer(Mailbox mailbox, int message) {
        var envelope = envelope(message);
        var offer = mailbox.offer(envelope);
        if (offer != Offer.ACCEPTED_CARRIED) {
            return offer;
        }
        mailbox.putBack(envelope);
        return Offer.ACCEPTED_IDLE;
    }

    private static int takes(Mailbox mailbox) {
        var envelope = mailbox.poll();
        return envelope == null ? 0 : (Integer) envelope.message();
    }

    private static Envelope envelope(Integer message) {
        return new Envelope(message, null);
    }
}
