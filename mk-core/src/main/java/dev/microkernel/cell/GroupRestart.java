package dev.microkernel.cell;

import dev.microkernel.actor.ExitReason;
import dev.microkernel.actor.RestartType;
import dev.microkernel.actor.Verdict;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Children of one cell that are restarted together: they let go one after the other, the youngest first, and when all
 * have, and the delay is over, begin one after the other, the oldest first. Only the parent's turn touches this.
 */
final class GroupRestart {

    private enum Phase {
        LIVING,
        LEAVING,
        LEFT,
        BEGINNING,
        BEGUN,
        GONE
    }

    /** One of the children, and how far it is. */
    static final class Member {
        private ActorCell<?> cell;
        private Phase phase;
        private Control.LetGo order;

        private Member(ActorCell<?> cell, Phase phase, Control.LetGo order) {
            this.cell = cell;
            this.phase = phase;
            this.order = order;
        }

        /** A child that is to let go; for its own failure, or, with null, for another's. */
        static Member living(ActorCell<?> cell, @Nullable ExitReason failure, Verdict.Scope scope) {
            return new Member(cell, Phase.LIVING, orderTo(failure, scope));
        }

        /** A child that has not begun yet. */
        static Member held(ActorCell<?> cell) {
            return new Member(cell, Phase.LEFT, cell.heldBy());
        }

        /** The same child in the next restart, which begins before this one is over. */
        Member again(@Nullable ExitReason failure, Verdict.Scope scope) {
            boolean idle = phase == Phase.LEAVING || phase == Phase.LEFT;
            return idle ? new Member(cell, phase, order) : living(cell, failure, scope);
        }

        private static Control.LetGo orderTo(@Nullable ExitReason failure, Verdict.Scope scope) {
            return new Control.LetGo(failure == null ? new ExitReason.Stopped() : failure, true, scope);
        }
    }

    private final List<Member> members;
    private final Map<ActorCell<?>, Member> byCell = new HashMap<>();
    private final Runnable whenDone;
    private int toLeave;
    private int toBegin;
    private boolean delayOver;

    /**
     * Nobody has been told anything yet.
     *
     * @param members oldest first
     */
    GroupRestart(List<Member> members, Duration delay, ActorCell<?> parent, Runnable whenDone) {
        this.members = members;
        this.whenDone = whenDone;
        this.toLeave = members.size() - 1;
        this.delayOver = delay.isZero();
        members.forEach(member -> byCell.put(member.cell, member));
        if (!delayOver) {
            var _ = parent.kernel().time().schedule(delay, () -> parent.control(new Control.DelayOver(this)));
        }
    }

    Runnable whenDone() {
        return whenDone;
    }

    boolean isDone() {
        return toBegin == members.size();
    }

    boolean has(ActorCell<?> child) {
        return byCell.containsKey(child);
    }

    @Nullable
    Member member(ActorCell<?> child) {
        return byCell.get(child);
    }

    /** Whether the child is going to begin afresh anyway. */
    boolean willBegin(ActorCell<?> child) {
        var member = byCell.get(child);
        return member != null
                && switch (member.phase) {
                    case LIVING, LEAVING, LEFT -> true;
                    case BEGINNING, BEGUN, GONE -> false;
                };
    }

    /** Whether the next children wait for this one to begin. */
    boolean awaits(ActorCell<?> child) {
        var member = byCell.get(child);
        return member != null && member.phase == Phase.BEGINNING;
    }

    /** The child that is awaited failed while it began, and is restarted by itself. */
    void takeOver(ActorCell<?> child, Control.LetGo order) {
        var member = byCell.get(child);
        if (member != null) {
            member.order = order;
        }
    }

    void delayIsOver() {
        delayOver = true;
        goOn();
    }

    @SuppressWarnings("ReferenceEquality") // each order is one of its own
    void onReport(Control.Reported report) {
        var member = byCell.get(report.child);
        if (member == null || member.order != report.order) {
            return;
        }
        if (report.begun && member.phase == Phase.BEGINNING) {
            member.phase = Phase.BEGUN;
            goOn();
        } else if (!report.begun && member.phase == Phase.LEAVING) {
            member.phase = Phase.LEFT;
            goOn();
        }
    }

    void onStopped(ActorCell<?> child, @Nullable ActorCell<?> successor) {
        var member = byCell.remove(child);
        if (member == null) {
            return;
        }
        if (successor == null) {
            member.phase = Phase.GONE;
        } else {
            member.cell = successor;
            member.order = successor.heldBy();
            member.phase = Phase.LEFT;
            byCell.put(successor, member);
        }
        goOn();
    }

    /** Tells the next child what to do, if none is awaited. */
    void goOn() {
        while (toLeave >= 0) {
            var member = members.get(toLeave);
            if (member.phase == Phase.LEAVING) {
                return;
            }
            if (member.phase == Phase.LIVING) {
                member.phase = Phase.LEAVING;
                leave(member);
                return;
            }
            toLeave--;
        }
        while (delayOver && toBegin < members.size()) {
            var member = members.get(toBegin);
            if (member.phase == Phase.BEGINNING) {
                return;
            }
            if (member.phase == Phase.LEFT) {
                member.phase = Phase.BEGINNING;
                member.cell.control(new Control.Begin(member.order));
                return;
            }
            toBegin++;
        }
    }

    private static void leave(Member member) {
        if (member.cell.spec().lifecycle().restart() == RestartType.TEMPORARY) {
            member.cell.stop(new ExitReason.Stopped()); // OTP: temporary children are not restarted with others either
        } else {
            member.cell.letGo(member.order);
        }
    }
}
