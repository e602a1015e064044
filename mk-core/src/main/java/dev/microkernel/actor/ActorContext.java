package dev.microkernel.actor;

import dev.microkernel.mailbox.Delivery;
import dev.microkernel.time.TimeSource;
import java.time.Duration;
import java.util.List;

/**
 * What an actor can do beyond handling messages. Only for the actor itself, from within its behaviour: not from other
 * threads, and not from the callbacks of futures.
 *
 * @param <M> the messages the actor takes
 */
public interface ActorContext<M> {

    /** The actor's own reference. */
    ActorRef<M> self();

    /**
     * Who sent the present message. Where it has no sender, a reference whose messages become dead letters; if such a
     * message came from another node, the reference's id tells at least which.
     */
    ActorRef<Object> sender();

    /** Answers the sender of the present message, as this actor. */
    default Delivery reply(Object message) {
        return sender().tell(message, self());
    }

    /**
     * Starts a child, which this actor supervises and which stops no later than this actor.
     *
     * @param name unique among the children; see {@link #spawn(String, ActorSpec)}
     */
    default <C> ActorRef<C> spawn(String name, BehaviorFactory<C> factory) {
        return spawn(name, ActorSpec.of(factory));
    }

    /**
     * Starts a child, which this actor supervises and which stops no later than this actor.
     *
     * @param name unique among the children; 1 to 63 bytes without '/' and control characters
     * @throws IllegalArgumentException if the name is malformed or belongs to a child that has not stopped
     * @throws IllegalStateException if this actor is stopping
     */
    <C> ActorRef<C> spawn(String name, ActorSpec<C> spec);

    /** The children that have not stopped, in the order of their start. */
    List<ActorRef<?>> children();

    /** Stops a child with reason {@link ExitReason.Stopped} when it has handled the present message. */
    void stop(ActorRef<?> child);

    /**
     * Asks for a {@link Signal.Terminated} when an actor stops, or its node is lost; at once if that has happened.
     * Watching twice is watching once.
     */
    void watch(ActorRef<?> actor);

    /** Takes back {@link #watch}: no {@link Signal.Terminated} of it is handled from now on. */
    void unwatch(ActorRef<?> actor);

    /**
     * Sends this actor a message once, later. A timer with the same key is replaced; all are dropped when the actor
     * restarts or stops, even those that have fired and whose message has not been handled.
     */
    void startTimer(Object key, M message, Duration delay);

    /** Sends this actor a message again and again, a period after it handled the last one; see {@link #startTimer}. */
    void startPeriodicTimer(Object key, M message, Duration period);

    /** Drops a timer, if there is one of this key. */
    void cancelTimer(Object key);

    /** The system's time; behaviours read no other clock. */
    TimeSource time();
}
