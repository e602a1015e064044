package dev.microkernel.cell;

import dev.microkernel.actor.ActorSpec;
import dev.microkernel.actor.Exit;
import dev.microkernel.actor.ExitReason;
import dev.microkernel.actor.RestartHistory;
import dev.microkernel.actor.Strategy;
import dev.microkernel.actor.SupervisionException;
import dev.microkernel.actor.Verdict;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What a cell does, in one of its lives, about the ends of its children. Only the cell's turn touches this. */
final class Supervisor {

    private static final Logger LOG = LoggerFactory.getLogger("dev.microkernel.actor");

    private final ActorCell<?> cell;
    private final Strategy strategy;
    private RestartHistory history = RestartHistory.NONE;
    private @Nullable GroupRestart group;

    Supervisor(ActorCell<?> cell) {
        this.cell = cell;
        var own = cell.spec().supervisor().strategy();
        strategy = own == null ? cell.kernel().strategy() : own;
    }

    /** Starts the children that the cell has from its beginning, each when the one before has begun. */
    void startChildren(Runnable whenAllHaveBegun) {
        var members = new ArrayList<GroupRestart.Member>();
        for (var child : cell.spec().supervisor().children()) {
            members.add(GroupRestart.Member.held(hold(child.name(), child.actor())));
        }
        group = new GroupRestart(members, Duration.ZERO, cell, whenAllHaveBegun);
        group.goOn();
    }

    private <C> ActorCell<C> hold(String name, ActorSpec<C> spec) {
        return cell.spawnHeld(name, spec, null);
    }

    /** A child's life has ended by its own doing. */
    void onExit(ActorCell<?> child, ExitReason reason) {
        if (group != null && group.willBegin(child)) {
            return; // it is restarted anyway
        }
        switch (verdict(child, reason)) {
            case Verdict.Stop() -> child.stopByItself(reason);
            case Verdict.Restart(var scope, var delay)
            when scope == Verdict.Scope.ONE ->
                restart(child, reason, delay, group != null && group.awaits(child), scope);
            case Verdict.Restart(var scope, var delay) -> restartGroup(child, reason, scope, delay);
            case Verdict.Escalate(var why, var counted) -> giveUp(child, reason, why, counted);
        }
    }

    private Verdict verdict(ActorCell<?> child, ExitReason reason) {
        var notes = child.annex();
        try {
            var exit = new Exit(child.name(), reason, child.spec().lifecycle().restart());
            var decision = strategy.decide(
                    exit,
                    history,
                    notes.restartHistory,
                    cell.kernel().time().nanoTime(),
                    cell.kernel().random().nextDouble());
            history = decision.all();
            notes.restartHistory = decision.own();
            return decision.verdict();
        } catch (RuntimeException broken) {
            // Without a verdict the child would wait for ever.
            return new Verdict.Escalate("the strategy threw " + Texts.of(broken), List.of());
        }
    }

    private void giveUp(ActorCell<?> child, ExitReason reason, String why, List<RestartHistory.Event> counted) {
        if (cell.isRoot()) {
            cell.kernel().countGivenUp();
            LOG.atError()
                    .addKeyValue("actor", child.path())
                    .setCause(reason.failure())
                    .log("{} is given up and stopped: {}", child.path(), why);
            child.stop(reason);
        } else {
            cell.failed(new SupervisionException(why + told(counted), counted, reason.failure()));
        }
    }

    private static String told(List<RestartHistory.Event> counted) {
        var last = counted.subList(Math.max(0, counted.size() - 5), counted.size());
        var text = new StringBuilder();
        for (var event : last) {
            text.append(text.isEmpty() ? "; the last ones: " : ", ")
                    .append(event.child())
                    .append(" (")
                    .append(Texts.of(event.reason()))
                    .append(')');
        }
        return text.toString();
    }

    /** Restarts a child that is healthy, because somebody wants it. */
    void restart(ActorCell<?> child) {
        if (group == null || !group.willBegin(child)) {
            restart(child, new ExitReason.Stopped(), Duration.ZERO, group != null && group.awaits(child), null);
        }
    }

    private void restart(
            ActorCell<?> child, ExitReason reason, Duration delay, boolean reports, Verdict.@Nullable Scope scope) {
        var order = new Control.LetGo(reason, reports, scope);
        child.letGo(order);
        if (reports && group != null) {
            group.takeOver(child, order);
        }
        if (delay.isZero()) {
            child.control(new Control.Begin(order));
        } else {
            var _ = cell.kernel().time().schedule(delay, () -> child.control(new Control.Begin(order)));
        }
    }

    private void restartGroup(ActorCell<?> failed, ExitReason reason, Verdict.Scope scope, Duration delay) {
        var before = group;
        var members = new ArrayList<GroupRestart.Member>();
        boolean within = scope == Verdict.Scope.ALL;
        for (var child : cell.childCells()) {
            within |= child.equals(failed) || (before != null && before.has(child));
            if (within && !child.isStopped()) {
                var known = before == null ? null : before.member(child);
                members.add(
                        known == null
                                ? GroupRestart.Member.living(child, child.equals(failed) ? reason : null, scope)
                                : known.again(child.equals(failed) ? reason : null, scope));
            }
        }
        group = new GroupRestart(members, delay, cell, before == null ? () -> {} : before.whenDone());
        group.goOn();
    }

    /** A child did as it was told. */
    void onReport(Control.Reported report) {
        if (group != null) {
            group.onReport(report);
            forgetGroupIfDone();
        }
    }

    void onDelayOver(GroupRestart over) {
        if (over.equals(group)) {
            over.delayIsOver();
            forgetGroupIfDone();
        }
    }

    /** A child has gone for good; but one that had to be killed while it was to be restarted gets a successor. */
    void onStopped(ActorCell<?> child, @Nullable ActorCell<?> successor) {
        if (group != null && group.has(child)) {
            group.onStopped(child, successor);
            forgetGroupIfDone();
        } else if (successor != null) {
            successor.control(new Control.Begin(successor.heldBy()));
        }
    }

    private void forgetGroupIfDone() {
        if (group != null && group.isDone()) {
            var done = group;
            group = null;
            done.whenDone().run();
        }
    }
}
