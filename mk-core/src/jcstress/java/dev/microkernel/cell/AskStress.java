package dev.microkernel.cell;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

import dev.microkernel.actor.AskException;
import dev.microkernel.mailbox.Delivery;
import java.time.Duration;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.IZZ_Result;

/**
 * An ask ends once, whoever is at it: a reply that comes too late is refused, one that comes in time is the future's
 * value. The results are how often the ask was seen to end, whether the reply was taken, and whether the future has it.
 */
public final class AskStress {

    private static final Kernel KERNEL = InPlace.kernel();
    private static final String REPLY = "reply";

    private AskStress() {}

    /** An ask whose message was accepted, and who counts its ends. */
    private static final class Asked {
        final AskRef<String> ask = new AskRef<>(KERNEL, KERNEL.nobody(), String.class, Duration.ofSeconds(1));
        final AtomicInteger ends = new AtomicInteger();

        Asked() {
            var _ = ask.future().whenComplete((reply, failure) -> ends.incrementAndGet());
        }

        boolean reply() {
            return ask.tell(REPLY, null) == Delivery.ACCEPTED;
        }

        boolean hasReply() {
            return ask.future().state() == Future.State.SUCCESS
                    && ask.future().resultNow().equals(REPLY);
        }
    }

    /** A reply meets the time-out. */
    @JCStressTest
    @Outcome(id = "1, true, true", expect = ACCEPTABLE, desc = "the reply was in time")
    @Outcome(id = "1, false, false", expect = ACCEPTABLE, desc = "the time was up")
    @Outcome(expect = FORBIDDEN, desc = "ended twice, or the replier was told wrong")
    @State
    public static class ReplyMeetsTimeout {
        private final Asked asked = new Asked();

        @Actor
        public void replier(IZZ_Result r) {
            r.r2 = asked.reply();
        }

        @Actor
        public void timer() {
            asked.ask.timeOut();
        }

        @Arbiter
        public void rest(IZZ_Result r) {
            r.r1 = asked.ends.get();
            r.r3 = asked.hasReply();
        }
    }

    /** A reply meets the asker's cancel. */
    @JCStressTest
    @Outcome(id = "1, true, true", expect = ACCEPTABLE, desc = "the reply was in time")
    @Outcome(id = "1, false, false", expect = ACCEPTABLE, desc = "cancelled")
    @Outcome(expect = FORBIDDEN, desc = "ended twice, or the replier was told wrong")
    @State
    public static class ReplyMeetsCancel {
        private final Asked asked = new Asked();

        @Actor
        public void replier(IZZ_Result r) {
            r.r2 = asked.reply();
        }

        @Actor
        public void asker() {
            asked.ask.future().cancel(false);
        }

        @Arbiter
        public void rest(IZZ_Result r) {
            r.r1 = asked.ends.get();
            r.r3 = asked.hasReply();
        }
    }

    /** The system closes while the time is up: the future fails, for one of the two reasons. */
    @JCStressTest
    @Outcome(id = "1, true, false", expect = ACCEPTABLE, desc = "the time was up")
    @Outcome(id = "1, false, true", expect = ACCEPTABLE, desc = "the system was closed")
    @Outcome(expect = FORBIDDEN, desc = "ended twice, or not")
    @State
    public static class TimeoutMeetsClose {
        private final Asked asked = new Asked();

        @Actor
        public void timer() {
            asked.ask.timeOut();
        }

        @Actor
        public void closer() {
            asked.ask.systemClosed();
        }

        @Arbiter
        public void rest(IZZ_Result r) {
            r.r1 = asked.ends.get();
            var kind = ((AskException) asked.ask.future().exceptionNow()).kind();
            r.r2 = kind == AskException.Kind.TIMEOUT;
            r.r3 = kind == AskException.Kind.REFUSED_STOPPED;
        }
    }
}
