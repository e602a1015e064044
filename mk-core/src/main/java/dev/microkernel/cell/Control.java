package dev.microkernel.cell;

import dev.microkernel.actor.ExitReason;

/** What cells say to each other beside users' messages. It overtakes those, and no bound sheds it. */
sealed interface Control {

    /** Make the first behaviour. */
    record Start() implements Control {}

    /** Stop, children first. */
    record Stop(ExitReason reason) implements Control {}

    /** To the parent: a child failed and waits for a verdict. */
    record ChildFailed(ActorCell<?> child, Throwable cause) implements Control {}

    /** To the parent: a child has stopped. */
    record ChildStopped(ActorCell<?> child, ExitReason reason) implements Control {}

    /** From the parent: begin afresh after the failure of that incarnation. */
    record Restart(int incarnation, Throwable cause) implements Control {}

    /** Tell {@code watcher} when you end. */
    record Watch(ActorCell<?> watcher) implements Control {}

    /** Forget {@code watcher}. */
    record Unwatch(ActorCell<?> watcher) implements Control {}

    /** To a watcher: the actor has ended. */
    record Ended(InternalRef<?> actor, ExitReason reason) implements Control {}

    /** A timer of the receiver is due. */
    record TimerDue(Timers.Timer timer) implements Control {}

    /** To a watcher of names: they are not what it was told any more. */
    record NamesChanged(NameWatch<?> watch) implements Control {}
}
