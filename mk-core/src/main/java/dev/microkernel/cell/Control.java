package dev.microkernel.cell;

import dev.microkernel.actor.ExitReason;
import dev.microkernel.actor.TraceContext;
import dev.microkernel.actor.Verdict;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * What cells say to each other beside users' messages. It overtakes those, and no bound sheds it. A control is the node
 * of its receiver's stack, too, so it is sent once.
 */
abstract sealed class Control {

    /** The control that was sent before this one; for {@link Inbox} alone. */
    @Nullable
    Control below;

    /** Whether other actors' messages must wait for it: a tree is mended before it is used. */
    boolean goesFirst() {
        return false;
    }

    /** A control of the supervision tree. */
    abstract static sealed class OfTree extends Control {
        @Override
        final boolean goesFirst() {
            return true;
        }
    }

    /** Stop, children first. */
    static final class Stop extends OfTree {
        final ExitReason reason;

        Stop(ExitReason reason) {
            this.reason = reason;
        }
    }

    /** To the parent: a child's life has ended, and it waits for a verdict. */
    static final class Exited extends OfTree {
        final ActorCell<?> child;
        final ExitReason reason;

        Exited(ActorCell<?> child, ExitReason reason) {
            this.child = child;
            this.reason = reason;
        }
    }

    /** To the parent: a child has stopped, and will not begin afresh. */
    static final class ChildStopped extends OfTree {
        final ActorCell<?> child;

        ChildStopped(ActorCell<?> child) {
            this.child = child;
        }
    }

    /**
     * From the parent: let go of your life, children and all, and begin afresh when told by {@link Begin}. Counts as long
     * as no newer one has come.
     */
    static final class LetGo extends OfTree {
        /** Why the life ends; {@link ExitReason.Stopped} for the healthy. */
        final ExitReason reason;
        /** Whether the parent wants to know when it has let go, and when it has begun. */
        final boolean reports;
        /** Which children the strategy has share the fate of the one that ended; null where no strategy decided. */
        final Verdict.@Nullable Scope scope;

        LetGo(ExitReason reason, boolean reports, Verdict.@Nullable Scope scope) {
            this.reason = reason;
            this.reports = reports;
            this.scope = scope;
        }
    }

    /** From the parent: begin afresh as soon as you have let go. */
    static final class Begin extends OfTree {
        final LetGo order;

        Begin(LetGo order) {
            this.order = order;
        }
    }

    /** To the parent: a child has let go, or has begun, as it was told. */
    static final class Reported extends OfTree {
        final ActorCell<?> child;
        final LetGo order;
        final boolean begun;

        Reported(ActorCell<?> child, LetGo order, boolean begun) {
            this.child = child;
            this.order = order;
            this.begun = begun;
        }
    }

    /** To the parent: the children that were to be restarted together have waited long enough. */
    static final class DelayOver extends OfTree {
        final GroupRestart group;

        DelayOver(GroupRestart group) {
            this.group = group;
        }
    }

    /** To the parent, from an operator: restart that child. */
    static final class RestartChild extends OfTree {
        final ActorCell<?> child;

        RestartChild(ActorCell<?> child) {
            this.child = child;
        }
    }

    /** From an operator: handle messages no longer, or again. */
    static final class Suspend extends Control {
        final boolean begin;

        Suspend(boolean begin) {
            this.begin = begin;
        }
    }

    /** Tell {@code watcher} when you end, or forget it. */
    static final class Watch extends Control {
        final Watcher watcher;
        final boolean begin;

        Watch(Watcher watcher, boolean begin) {
            this.watcher = watcher;
            this.begin = begin;
        }
    }

    /** To a watcher: the actor has ended. */
    static final class Ended extends Control {
        final InternalRef<?> actor;
        final ExitReason reason;

        Ended(InternalRef<?> actor, ExitReason reason) {
            this.actor = actor;
            this.reason = reason;
        }
    }

    /** Share the fate of {@code partner}, or do so no longer. */
    static final class Link extends Control {
        final ActorCell<?> partner;
        final boolean begin;

        Link(ActorCell<?> partner, boolean begin) {
            this.partner = partner;
            this.begin = begin;
        }
    }

    /** To a linked actor: {@code partner} has ended or failed. */
    static final class LinkBroken extends Control {
        final ActorCell<?> partner;
        final ExitReason reason;

        LinkBroken(ActorCell<?> partner, ExitReason reason) {
            this.partner = partner;
            this.reason = reason;
        }
    }

    /** A timer of the receiver is due. */
    static final class TimerDue extends Control {
        final Timers.Timer timer;

        TimerDue(Timers.Timer timer) {
            this.timer = timer;
        }
    }

    /** It is time to see whether the receiver has been without messages for too long. */
    static final class QuietDue extends Control {
        final ReceiveTimeout timeout;

        QuietDue(ReceiveTimeout timeout) {
            this.timeout = timeout;
        }
    }

    /** A future that this incarnation waits for has ended: handle the message that it makes. */
    static final class Piped extends Control {
        final int incarnation;
        final Supplier<?> message;
        /** That of the message over which the future was piped. */
        final @Nullable TraceContext trace;

        Piped(int incarnation, Supplier<?> message, @Nullable TraceContext trace) {
            this.incarnation = incarnation;
            this.message = message;
            this.trace = trace;
        }
    }

    /** The receiver's process wants a message. */
    static final class Wanted extends Control {}

    /** The receiver's blocking behaviour is to be called between two messages. */
    static final class Wake extends Control {}

    /** The receiver's process has something done where its cell's state is. */
    static final class ForProcess extends Control {
        final ProcessRunner<?> process;
        final Runnable action;

        ForProcess(ProcessRunner<?> process, Runnable action) {
            this.process = process;
            this.action = action;
        }
    }

    /** The receiver's process has ended, by an exception or, with null, by returning. */
    static final class ProcessEnded extends Control {
        final ProcessRunner<?> process;
        final @Nullable Throwable failure;

        ProcessEnded(ProcessRunner<?> process, @Nullable Throwable failure) {
            this.process = process;
            this.failure = failure;
        }
    }

    /** To a watcher of names: they are not what it was told any more. */
    static final class NamesChanged extends Control {
        final NameWatch<?> watch;

        NamesChanged(NameWatch<?> watch) {
            this.watch = watch;
        }
    }
}
