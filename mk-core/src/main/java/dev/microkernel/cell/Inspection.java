package dev.microkernel.cell;

import dev.microkernel.actor.ActorInfo;
import dev.microkernel.actor.ActorRef;
import dev.microkernel.actor.FailureInfo;
import dev.microkernel.actor.MailboxInfo;
import dev.microkernel.time.CoarseClock;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.function.Predicate;

/** Looks at a cell from outside, without stopping it: each figure is right by itself, all together nearly so. */
final class Inspection {

    private Inspection() {}

    /** A cell and all below it, as they are now. */
    static ActorInfo of(ActorCell<?> cell) {
        return of(cell, child -> true);
    }

    /** A cell and at most so many below it, those next to it first. */
    static ActorInfo of(ActorCell<?> cell, int most) {
        var shown = new HashSet<ActorRef<?>>(cell.descendants(most));
        return of(cell, shown::contains);
    }

    private static ActorInfo of(ActorCell<?> cell, Predicate<ActorCell<?>> shown) {
        var children = cell.childCells();
        var notes = cell.notes();
        var log = notes == null ? null : notes.failures;
        var failures = log == null ? List.<FailureInfo>of() : log.all();
        return new ActorInfo(
                cell.path(),
                cell.spec().type(),
                notes != null && notes.suspended && cell.isRunning() ? ActorInfo.State.SUSPENDED : cell.state(),
                mailboxOf(cell),
                cell.incarnation(),
                failures.isEmpty() ? null : failures.getLast().reason(),
                failures,
                children.size(),
                children.stream().filter(shown).map(child -> of(child, shown)).toList());
    }

    private static MailboxInfo mailboxOf(ActorCell<?> cell) {
        var notes = cell.notes();
        var held = notes == null ? null : notes.held;
        var refusals = notes == null ? null : notes.refusals;
        var mailbox = cell.mailbox();
        int depth = mailbox.depth();
        return new MailboxInfo(
                depth,
                mailbox.capacity(),
                mailbox.highWater(),
                depth == 0 ? Duration.ZERO : Duration.ofNanos(CoarseClock.nanosOf(ticksOfOldest(cell, depth))),
                held == null ? 0 : held.stashed(),
                refusals == null ? 0 : refusals.refused.sum(),
                refusals == null ? 0 : refusals.dropped.sum());
    }

    /** For about how many ticks the oldest message has been waiting, of those that wait. */
    static int ticksOfOldest(ActorCell<?> cell, int depth) {
        var notes = cell.notes();
        var ages = notes == null ? null : notes.ages;
        int now = cell.kernel().ticks();
        int since = ages == null ? cell.busySince() : ages.oldest(cell.mailbox().accepted() - depth, cell.busySince());
        return Math.max(0, now - since);
    }
}
