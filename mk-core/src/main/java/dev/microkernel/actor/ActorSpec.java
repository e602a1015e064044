package dev.microkernel.actor;

import dev.microkernel.codec.CodecRegistry;
import dev.microkernel.codec.MessageCodec;
import dev.microkernel.mailbox.MailboxSpec;
import java.time.Duration;
import java.util.Set;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * What an actor is made of. Immutable; the {@code with} methods give a changed copy.
 *
 * @param factory makes the behaviour
 * @param type what kind of actor it is, for people and metrics; never the name of one actor
 * @param mailbox its mailbox
 * @param supervisor how it supervises its children, and which it has from its beginning
 * @param lifecycle how it is started afresh and stopped
 * @param wireMessages the classes of messages that other nodes may send it: records with a
 *     {@link dev.microkernel.codec.MessageType}, or what the system was given a codec for; all else from there is a dead
 *     letter, for a behaviour cannot be trusted to survive what it was not written for
 * @param codec how it reads whatever other nodes send, in place of {@code wireMessages}; null for none
 * @param dispatcher which threads run its behaviour; processes and blocking behaviours have threads of their own
 * @param <M> the messages the actor takes
 */
public record ActorSpec<M>(
        BehaviorFactory<M> factory,
        String type,
        MailboxSpec mailbox,
        SupervisorSpec supervisor,
        Lifecycle lifecycle,
        Set<Class<?>> wireMessages,
        @Nullable MessageCodec codec,
        Dispatcher dispatcher) {

    /** Copies the set. */
    public ActorSpec {
        wireMessages = Set.copyOf(wireMessages);
    }

    /** With the default mailbox, lifecycle and strategy, type {@code actor}, and nothing taken from other nodes. */
    public static <M> ActorSpec<M> of(BehaviorFactory<M> factory) {
        return new ActorSpec<>(
                factory,
                "actor",
                MailboxSpec.DEFAULT,
                SupervisorSpec.DEFAULT,
                Lifecycle.DEFAULT,
                Set.of(),
                null,
                Dispatcher.WORKERS);
    }

    /**
     * An actor that is a process: code that runs from its start to its end on a virtual thread. With the default
     * mailbox, lifecycle and strategy, type {@code process}, and nothing taken from other nodes.
     */
    public static <M> ActorSpec<M> process(Process<M> process) {
        return ActorSpec.<M>of(new ProcessFactory<>(process)).withType("process");
    }

    /**
     * An actor whose messages are handled away from the workers, by calls that may take long. With the default mailbox,
     * lifecycle and strategy, type {@code blocking}, and nothing taken from other nodes.
     *
     * @param factory makes the behaviour, for every life of the actor
     */
    public static <M> ActorSpec<M> blocking(Supplier<? extends BlockingBehavior<M>> factory) {
        return ActorSpec.<M>of(new BlockingFactory<>(factory)).withType("blocking");
    }

    /** An actor that does nothing but supervise. Type {@code supervisor}. */
    public static ActorSpec<Object> supervisor(SupervisorSpec children) {
        return ActorSpec.of(context -> message -> Behavior.unhandled())
                .withType("supervisor")
                .withSupervisor(children);
    }

    /** The process that the actor is, or null if it is a behaviour. */
    public @Nullable Process<M> process() {
        return factory instanceof ProcessFactory<M>(var process) ? process : null;
    }

    /** What makes the blocking behaviour that the actor is, or null if it is another kind of actor. */
    public @Nullable Supplier<? extends BlockingBehavior<M>> blocking() {
        return factory instanceof BlockingFactory<M>(var supplier) ? supplier : null;
    }

    /** Of this type, for people and metrics. */
    public ActorSpec<M> withType(String newType) {
        return new ActorSpec<>(factory, newType, mailbox, supervisor, lifecycle, wireMessages, codec, dispatcher);
    }

    /** With this mailbox. */
    public ActorSpec<M> withMailbox(MailboxSpec newMailbox) {
        return new ActorSpec<>(factory, type, newMailbox, supervisor, lifecycle, wireMessages, codec, dispatcher);
    }

    /** Supervising its children by this strategy. */
    public ActorSpec<M> withStrategy(Strategy newStrategy) {
        return new ActorSpec<>(
                factory,
                type,
                mailbox,
                supervisor.withStrategy(newStrategy),
                lifecycle,
                wireMessages,
                codec,
                dispatcher);
    }

    /** Supervising its children like this, and having those from its beginning. */
    public ActorSpec<M> withSupervisor(SupervisorSpec newSupervisor) {
        return new ActorSpec<>(factory, type, mailbox, newSupervisor, lifecycle, wireMessages, codec, dispatcher);
    }

    /** Started afresh and stopped like this. */
    public ActorSpec<M> withLifecycle(Lifecycle newLifecycle) {
        return new ActorSpec<>(factory, type, mailbox, supervisor, newLifecycle, wireMessages, codec, dispatcher);
    }

    /** Started afresh after these ends; transient by default. */
    public ActorSpec<M> withRestart(RestartType restart) {
        return withLifecycle(lifecycle.with(restart));
    }

    /** With an end that can end its supervisor, which must have an {@link AutoShutdown}. */
    public ActorSpec<M> asSignificant() {
        return withLifecycle(lifecycle.asSignificant());
    }

    /** With so much time to let go when it is to stop, before it is killed; 5 s by default. */
    public ActorSpec<M> withStopDeadline(Duration deadline) {
        return withLifecycle(lifecycle.with(deadline));
    }

    /** With this done about a message over which it failed; dropped by default. */
    public ActorSpec<M> withFailedMessage(FailedMessage policy) {
        return withLifecycle(lifecycle.with(policy));
    }

    /** Losing, with a restart, the messages that wait: they become dead letters. */
    public ActorSpec<M> withFreshMailbox() {
        return withLifecycle(lifecycle.withFreshMailbox());
    }

    /** Taking messages of these classes from other nodes, and no others. */
    public ActorSpec<M> withWireMessages(Set<? extends Class<?>> classes) {
        return new ActorSpec<>(factory, type, mailbox, supervisor, lifecycle, Set.copyOf(classes), codec, dispatcher);
    }

    /** Taking from other nodes messages of this class, or of every class that this sealed interface permits. */
    public ActorSpec<M> withWireMessages(Class<?> type) {
        return withWireMessages(CodecRegistry.messagesOf(type));
    }

    /** Reading what other nodes send by this codec, {@link MessageCodec#RAW} for one. */
    public ActorSpec<M> withCodec(MessageCodec newCodec) {
        return new ActorSpec<>(factory, type, mailbox, supervisor, lifecycle, wireMessages, newCodec, dispatcher);
    }

    /** With its behaviour run by these threads. */
    public ActorSpec<M> withDispatcher(Dispatcher newDispatcher) {
        return new ActorSpec<>(factory, type, mailbox, supervisor, lifecycle, wireMessages, codec, newDispatcher);
    }
}
