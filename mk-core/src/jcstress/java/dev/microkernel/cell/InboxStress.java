package dev.microkernel.cell;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

import dev.microkernel.dispatch.Turns;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.IIZ_Result;

/**
 * The hand-over from the end of one turn to the next. Whoever is told to schedule runs the turn in that instant, on its
 * own thread: so if both sides believed the turn to be theirs, two would run; if neither, something would be left. The
 * results are how many messages and controls were handled, and whether turns overlapped.
 */
public final class InboxStress {

    private static final Kernel KERNEL = InPlace.kernel();

    private InboxStress() {}

    /** Gives an inbox its first turn, as a scheduler would: for as long as it wants one. */
    private static void runTurns(TestInbox inbox) {
        var turn = Turns.turn();
        for (var next = inbox.begin(turn); next != null; next = next.runTurn(turn)) {
            Thread.onSpinWait();
        }
    }

    private static void judge(TestInbox inbox, IIZ_Result r) {
        r.r1 = inbox.messages;
        r.r2 = inbox.controls;
        r.r3 = inbox.overlapped;
    }

    /** An inbox that was scheduled and has a message; its turn has not begun. */
    private static TestInbox scheduled(boolean takesMessages) {
        var inbox = new TestInbox(KERNEL, takesMessages);
        inbox.schedule();
        return inbox;
    }

    /** A message is sent as a turn ends: it is handled in that turn, or finds the actor idle and is in the next. */
    @JCStressTest
    @Outcome(id = "2, 0, false", expect = ACCEPTABLE, desc = "both messages, one turn at a time")
    @Outcome(expect = FORBIDDEN, desc = "left lying, or two turns at once")
    @State
    public static class MessageMeetsTheEndOfATurn {
        private final TestInbox inbox = scheduled(true);

        @Actor
        public void turn() {
            runTurns(inbox);
        }

        @Actor
        public void sender() {
            inbox.tell("second", null);
        }

        @Arbiter
        public void rest(IIZ_Result r) {
            judge(inbox, r);
        }
    }

    /**
     * A control is sent as a turn ends. It is pushed, then the mailbox is nudged; the turn looks for controls, then goes
     * idle, which fails if the nudge came first. A turn that takes the nudge itself looks for controls once more.
     */
    @JCStressTest
    @Outcome(id = "1, 1, false", expect = ACCEPTABLE, desc = "message and control, one turn at a time")
    @Outcome(expect = FORBIDDEN, desc = "left lying, or two turns at once")
    @State
    public static class ControlMeetsTheEndOfATurn {
        private final TestInbox inbox = scheduled(true);

        @Actor
        public void turn() {
            runTurns(inbox);
        }

        @Actor
        public void sender() {
            inbox.control(new Control.Wanted());
        }

        @Arbiter
        public void rest(IIZ_Result r) {
            judge(inbox, r);
        }
    }

    /**
     * The actor takes no messages, so one waits, and the mailbox cannot be idle: the turn parks the inbox. It sets the
     * bit, then looks for controls; the sender pushes its control, then reads the bit. One sees the other, and the
     * compare-and-set lets one go on. Behind the control the message is handled, too.
     */
    @JCStressTest
    @Outcome(id = "1, 1, false", expect = ACCEPTABLE, desc = "control, then message, one turn at a time")
    @Outcome(expect = FORBIDDEN, desc = "parked for ever, or two turns at once")
    @State
    public static class ControlMeetsParking {
        private final TestInbox inbox = scheduled(false);

        @Actor
        public void turn() {
            runTurns(inbox);
        }

        @Actor
        public void sender() {
            inbox.control(new Control.Wanted());
        }

        @Arbiter
        public void rest(IIZ_Result r) {
            judge(inbox, r);
        }
    }

    /** Two controls meet a parked inbox: one of their senders unparks it, and both are handled. */
    @JCStressTest
    @Outcome(id = "1, 2, false", expect = ACCEPTABLE, desc = "both controls and the message")
    @Outcome(expect = FORBIDDEN, desc = "left lying, or two turns at once")
    @State
    public static class ControlsMeetAParkedInbox {
        private final TestInbox inbox = scheduled(false);

        public ControlsMeetAParkedInbox() {
            runTurns(inbox);
        }

        @Actor
        public void one() {
            inbox.control(new Control.Wanted());
        }

        @Actor
        public void other() {
            inbox.control(new Control.Wanted());
        }

        @Arbiter
        public void rest(IIZ_Result r) {
            judge(inbox, r);
        }
    }

    /** A message and a control meet an idle inbox: one of their senders schedules it, and both are handled. */
    @JCStressTest
    @Outcome(id = "1, 1, false", expect = ACCEPTABLE, desc = "message and control, one turn at a time")
    @Outcome(expect = FORBIDDEN, desc = "left lying, or two turns at once")
    @State
    public static class ControlMeetsMessage {
        private final TestInbox inbox = new TestInbox(KERNEL, true);

        @Actor
        public void one() {
            inbox.control(new Control.Wanted());
        }

        @Actor
        public void other() {
            inbox.tell("first", null);
        }

        @Arbiter
        public void rest(IIZ_Result r) {
            judge(inbox, r);
        }
    }
}
