package dev.microkernel.actor;

import dev.microkernel.codec.CodecRegistry;
import dev.microkernel.codec.MessageCodec;
import dev.microkernel.mailbox.MailboxSpec;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What an actor is made of. Immutable; the {@code with} methods give a changed copy.
 *
 * @param factory makes the behaviour
 * @param type what kind of actor it is, for people and metrics; never the name of one actor
 * @param mailbox its mailbox
 * @param strategy how it supervises its children; null for the system's
 * @param wireMessages the classes of messages that other nodes may send it: records with a
 *     {@link dev.microkernel.codec.MessageType}, or what the system was given a codec for; all else from there is a dead
 *     letter, for a behaviour cannot be trusted to survive what it was not written for
 * @param codec how it reads whatever other nodes send, in place of {@code wireMessages}; null for none
 * @param <M> the messages the actor takes
 */
public record ActorSpec<M>(
        BehaviorFactory<M> factory,
        String type,
        MailboxSpec mailbox,
        @Nullable Strategy strategy,
        Set<Class<?>> wireMessages,
        @Nullable MessageCodec codec) {

    /** Copies the set. */
    public ActorSpec {
        wireMessages = Set.copyOf(wireMessages);
    }

    /** With the default mailbox, the system's strategy, type {@code actor}, and nothing taken from other nodes. */
    public static <M> ActorSpec<M> of(BehaviorFactory<M> factory) {
        return new ActorSpec<>(factory, "actor", MailboxSpec.DEFAULT, null, Set.of(), null);
    }

    /**
     * An actor that is a process: code that runs from its start to its end on a virtual thread. With the default
     * mailbox, the system's strategy, type {@code process}, and nothing taken from other nodes.
     */
    public static <M> ActorSpec<M> process(Process<M> process) {
        return ActorSpec.<M>of(new ProcessFactory<>(process)).withType("process");
    }

    /** The process that the actor is, or null if it is a behaviour. */
    public @Nullable Process<M> process() {
        return factory instanceof ProcessFactory<M>(var process) ? process : null;
    }

    /** Of this type, for people and metrics. */
    public ActorSpec<M> withType(String newType) {
        return new ActorSpec<>(factory, newType, mailbox, strategy, wireMessages, codec);
    }

    /** With this mailbox. */
    public ActorSpec<M> withMailbox(MailboxSpec newMailbox) {
        return new ActorSpec<>(factory, type, newMailbox, strategy, wireMessages, codec);
    }

    /** Supervising its children by this strategy. */
    public ActorSpec<M> withStrategy(Strategy newStrategy) {
        return new ActorSpec<>(factory, type, mailbox, newStrategy, wireMessages, codec);
    }

    /** Taking messages of these classes from other nodes, and no others. */
    public ActorSpec<M> withWireMessages(Set<? extends Class<?>> classes) {
        return new ActorSpec<>(factory, type, mailbox, strategy, Set.copyOf(classes), codec);
    }

    /** Taking from other nodes messages of this class, or of every class that this sealed interface permits. */
    public ActorSpec<M> withWireMessages(Class<?> type) {
        return withWireMessages(CodecRegistry.messagesOf(type));
    }

    /** Reading what other nodes send by this codec, {@link MessageCodec#RAW} for one. */
    public ActorSpec<M> withCodec(MessageCodec newCodec) {
        return new ActorSpec<>(factory, type, mailbox, strategy, wireMessages, newCodec);
    }
}
