package dev.microkernel.testkit;

import dev.microkernel.actor.ActorRef;
import dev.microkernel.actor.ActorSpec;
import dev.microkernel.actor.ExitReason;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletionStage;

/** What a behaviour did in a {@link BehaviorTestKit}, beside returning the next behaviour. */
public sealed interface Effect {

    /** It started a child. One without a name of its own is called {@code $1}, {@code $2} and so on. */
    record Spawned(String name, ActorSpec<?> spec) implements Effect {}

    /** It had a child stop, by itself or because it stops or restarts. */
    record Stopped(ActorRef<?> child, ExitReason reason) implements Effect {}

    /** It watches an actor. */
    record Watched(ActorRef<?> actor) implements Effect {}

    /** It watches an actor no more. */
    record Unwatched(ActorRef<?> actor) implements Effect {}

    /** It monitors an actor. */
    record Monitored(ActorRef<?> actor) implements Effect {}

    /** It took a monitor back. */
    record MonitorCancelled(ActorRef<?> actor) implements Effect {}

    /** It linked itself with an actor. */
    record Linked(ActorRef<?> actor) implements Effect {}

    /** It took a link back. */
    record Unlinked(ActorRef<?> actor) implements Effect {}

    /** It set a timer, in place of the one with this key, if there was one. */
    record TimerStarted(Object key, Object message, Duration delay, TimerKind kind) implements Effect {}

    /** It dropped a timer; whether there was one is not said. */
    record TimerCancelled(Object key) implements Effect {}

    /** It wants to hear when nothing has come for so long. */
    record ReceiveTimeoutSet(Duration quiet) implements Effect {}

    /** It does not want to hear of that any more. */
    record ReceiveTimeoutCancelled() implements Effect {}

    /** It waits for a future. */
    record Piped(CompletionStage<?> future) implements Effect {}

    /** It made an adapter, whose reference it may have given to others. */
    record AdapterMade(Class<?> type, ActorRef<?> adapter) implements Effect {}

    /** It left something to the life that follows a restart. */
    record CarriedOver(Object state) implements Effect {}

    /** It put the present message aside. */
    record Stashed(Object message) implements Effect {}

    /** It had what it put aside handled: these messages, in this order. */
    record Unstashed(List<?> messages) implements Effect {}

    /** It had no use for a message. */
    record Unhandled(Object message) implements Effect {}

    /**
     * It sent a message to a reference of the test kit: an inbox, a child, itself, the sender. What it sends to actors of
     * a real system cannot be seen here.
     */
    record Told(ActorRef<?> to, Object message) implements Effect {}

    /** How often a timer fires. */
    enum TimerKind {
        /** By {@link dev.microkernel.actor.ActorContext#startTimer}. */
        ONCE,
        /** By {@link dev.microkernel.actor.ActorContext#startTimerWithFixedDelay}. */
        FIXED_DELAY,
        /** By {@link dev.microkernel.actor.ActorContext#startTimerAtFixedRate}. */
        FIXED_RATE
    }
}
