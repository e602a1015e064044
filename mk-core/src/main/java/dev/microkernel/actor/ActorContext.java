package dev.microkernel.actor;

import dev.microkernel.mailbox.Delivery;
import dev.microkernel.time.Cancellable;
import dev.microkernel.time.TimeSource;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;
import org.slf4j.Logger;

/**
 * What an actor can do beyond handling messages. Only for the actor itself, from within its behaviour: from other
 * threads, and from the callbacks of futures, every method but {@link #self}, {@link #time} and {@link #log} throws an
 * {@link IllegalStateException}.
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

    // ---- children

    /** Starts a child without a name of its own; see {@link #spawn(String, ActorSpec)}. */
    default <C> ActorRef<C> spawn(BehaviorFactory<C> factory) {
        return spawn(ActorSpec.of(factory));
    }

    /** Starts a child without a name of its own; see {@link #spawn(String, ActorSpec)}. */
    <C> ActorRef<C> spawn(ActorSpec<C> spec);

    /** Starts a child; see {@link #spawn(String, ActorSpec)}. */
    default <C> ActorRef<C> spawn(String name, BehaviorFactory<C> factory) {
        return spawn(name, ActorSpec.of(factory));
    }

    /**
     * Starts a child, which this actor supervises and which stops no later than this actor.
     *
     * @param name unique among the children; 1 to 63 bytes without '/' and control characters, not beginning with '$'
     * @throws IllegalArgumentException if the name is malformed or belongs to a child that has not stopped
     * @throws IllegalStateException if this actor is stopping, or has as many children as it may
     */
    <C> ActorRef<C> spawn(String name, ActorSpec<C> spec);

    /** The children that have not stopped, in the order of their start. */
    List<ActorRef<?>> children();

    /** How many children there are that have not stopped. */
    int childCount();

    /** Stops a child with reason {@link ExitReason.Stopped} when it has handled the present message. */
    default void stop(ActorRef<?> child) {
        stop(child, new ExitReason.Stopped());
    }

    /**
     * Stops a child when it has handled the present message.
     *
     * @param reason what its watchers learn
     */
    void stop(ActorRef<?> child, ExitReason reason);

    // ---- restarts

    /**
     * Leaves something to the life that follows a restart, usually over {@link Signal.PreRestart}; what was left before
     * is replaced. Not for what may have caused the failure.
     *
     * @param state anything but this behaviour's context and what rests on it
     */
    void carryOver(Object state);

    /**
     * What the life before left to this one: nothing in the first, and nothing of lives before that. Fails, as every
     * cast does, if it is of another class.
     */
    <T> Optional<T> carriedOver(Class<T> type);

    // ---- the end of others

    /**
     * Asks for a {@link Signal.Terminated} when an actor stops, or its node is lost; at once if that has happened.
     * Watching twice is watching once.
     */
    void watch(ActorRef<?> actor);

    /** Takes back {@link #watch}: no {@link Signal.Terminated} of it is handled from now on. */
    void unwatch(ActorRef<?> actor);

    /**
     * Asks for a message when an actor stops, or its node is lost; at once if that has happened. Monitors of one actor
     * are independent of each other and of {@link #watch}, as Erlang's are. They end with a restart.
     *
     * @param notice makes the message, in this actor's turn
     * @return a handle that takes the monitor back
     */
    Cancellable monitor(ActorRef<?> actor, Function<ExitReason, M> notice);

    /**
     * Shares the fate of an actor of this node, both ways, as Erlang's links do: when one of the two fails or ends
     * otherwise than by {@link ExitReason.Normal}, the link is gone and the other fails with a {@link
     * LinkedActorException}; if the one was told to stop, the other stops as well.
     *
     * @throws IllegalArgumentException if it lives on another node; watch it instead
     */
    void link(ActorRef<?> actor);

    /** Takes back {@link #link}, for both. */
    void unlink(ActorRef<?> actor);

    // ---- messages that are to come later

    /**
     * Sends this actor a message once, later. A timer with the same key is replaced; all are dropped when the actor
     * restarts or stops, even those that have fired and whose message has not been handled.
     *
     * @throws IllegalStateException if the actor has as many timers as it may, 1,024
     */
    void startTimer(Object key, M message, Duration delay);

    /** Sends this actor a message again and again, a delay after it handled the last one; see {@link #startTimer}. */
    void startTimerWithFixedDelay(Object key, M message, Duration delay);

    /**
     * Sends this actor a message again and again, at the same distance in time however long handling takes: when it
     * falls behind, the messages follow each other until it has caught up, one at a time. See {@link #startTimer}.
     */
    void startTimerAtFixedRate(Object key, M message, Duration period);

    /** Drops a timer, if there is one of this key. */
    void cancelTimer(Object key);

    /** Whether there is a timer of this key that will fire, or has and waits to be handled. */
    boolean isTimerActive(Object key);

    /**
     * Has the actor hear {@link Signal.Timeout} whenever it has had no message for so long, until {@link
     * #cancelReceiveTimeout} or a restart. Timers' messages count as messages.
     */
    void setReceiveTimeout(Duration quiet);

    /** Ends {@link #setReceiveTimeout}. */
    void cancelReceiveTimeout();

    /**
     * Sends this actor what comes of a future. The message overtakes those that wait in the mailbox and is never shed;
     * after a restart of the actor it becomes a dead letter.
     *
     * @param value makes a message of the value, in this actor's turn
     * @param failure makes a message of the exception, in this actor's turn
     */
    <T> void pipe(CompletionStage<T> future, Function<? super T, M> value, Function<Throwable, M> failure);

    /**
     * A reference that takes another protocol's messages for this actor, for requests whose replies are of that
     * protocol. It has no mailbox of its own: what it is told waits in this actor's. One for each class: a second one
     * takes the place of the first. It ends with a restart.
     *
     * @param translate makes a message of this actor's, in its turn
     * @throws IllegalStateException if the actor has as many adapters as it may, 64
     */
    <T> ActorRef<T> adapter(Class<T> type, Function<? super T, M> translate);

    /**
     * Puts the present message aside, with its sender, until {@link #unstashAll}. What is stashed when the actor
     * restarts comes back before its mailbox.
     *
     * @throws IllegalStateException if there is no present message, or as many are stashed as the mailbox may hold
     */
    void stash();

    /** Has all stashed messages handled, in their order, before those that wait in the mailbox. */
    void unstashAll();

    // ---- surroundings

    /** The system's time; behaviours read no other clock. */
    TimeSource time();

    /**
     * A logger whose events carry the node, the actor's path, the class of the present message and its trace as
     * key-values. Its level can be set for this actor alone.
     */
    Logger log();
}
