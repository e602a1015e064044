package dev.microkernel.actor;

import dev.microkernel.mailbox.Delivery;
import dev.microkernel.time.Cancellable;
import dev.microkernel.time.TimeSource;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;
import java.util.function.Predicate;
import org.slf4j.Logger;

/**
 * What a {@link Process} can do. Only for the thread that runs it. Its waiting methods throw {@link
 * InterruptedException} when the process is told to stop; code that swallows that keeps the actor from stopping.
 *
 * @param <M> the messages the actor takes
 */
public interface ProcessContext<M> {

    /** The actor's own reference. */
    ActorRef<M> self();

    /** Waits for a message and takes it. Messages that a selective receive has passed over come first. */
    M receive() throws InterruptedException;

    /** Waits for a message, at most so long. */
    Optional<M> receive(Duration timeout) throws InterruptedException;

    /**
     * Waits for a message of a class, passing over others: they stay, in their order, for later receives.
     *
     * @throws IllegalStateException if as many messages have been passed over as the mailbox may hold
     */
    <T extends M> T receive(Class<T> type) throws InterruptedException;

    /** Waits for a message of a class, at most so long; see {@link #receive(Class)}. */
    <T extends M> Optional<T> receive(Class<T> type, Duration timeout) throws InterruptedException;

    /** Waits for a message that meets a condition; see {@link #receive(Class)}. */
    M receive(Predicate<? super M> condition) throws InterruptedException;

    /** Waits for a message that meets a condition, at most so long; see {@link #receive(Class)}. */
    Optional<M> receive(Predicate<? super M> condition, Duration timeout) throws InterruptedException;

    /** Who sent the message that was received last; see {@link ActorContext#sender}. */
    ActorRef<Object> sender();

    /** Answers the sender of the message that was received last, as this actor. */
    default Delivery reply(Object message) {
        return sender().tell(message, self());
    }

    /** Waits, on the system's time. */
    void sleep(Duration duration) throws InterruptedException;

    /**
     * Asks an actor and waits for its reply.
     *
     * @throws AskException why there is no reply; {@link AskException.Kind#CYCLE} at once if the receiver cannot reply
     *     before this process goes on
     */
    <Q, R> R ask(ActorRef<Q> actor, Q message, Class<R> replyType, Duration timeout) throws InterruptedException;

    /**
     * Waits for a future.
     *
     * @throws java.util.concurrent.CompletionException with what it failed with as the cause
     * @throws java.util.concurrent.CancellationException if it was cancelled
     */
    <T> T await(CompletionStage<T> future) throws InterruptedException;

    /** Starts a child without a name of its own; see {@link ActorContext#spawn(String, ActorSpec)}. */
    <C> ActorRef<C> spawn(ActorSpec<C> spec);

    /** Starts a child; see {@link ActorContext#spawn(String, ActorSpec)}. */
    <C> ActorRef<C> spawn(String name, ActorSpec<C> spec);

    /** The children that have not stopped, in the order of their start. */
    List<ActorRef<?>> children();

    /** Stops a child with reason {@link ExitReason.Stopped} when it has handled the present message. */
    void stop(ActorRef<?> child);

    /** Leaves something to the life that follows a restart; see {@link ActorContext#carryOver}. */
    void carryOver(Object state);

    /** What the life before left to this one; see {@link ActorContext#carriedOver}. */
    <T> Optional<T> carriedOver(Class<T> type);

    /**
     * Asks for a message when an actor stops, or its node is lost; see {@link ActorContext#monitor}.
     *
     * @param notice makes the message; called on another thread
     */
    Cancellable monitor(ActorRef<?> actor, Function<ExitReason, M> notice);

    /** Shares the fate of an actor of this node; see {@link ActorContext#link}. */
    void link(ActorRef<?> actor);

    /** Takes back {@link #link}, for both. */
    void unlink(ActorRef<?> actor);

    /** The system's time. */
    TimeSource time();

    /** See {@link ActorContext#log}. */
    Logger log();
}
