package dev.microkernel.actor;

import dev.microkernel.codec.MessageCodec;
import dev.microkernel.mailbox.MailboxSpec;
import org.jspecify.annotations.Nullable;

/**
 * What an actor is made of. Immutable; the {@code with} methods give a changed copy.
 *
 * @param factory makes the behaviour
 * @param type what kind of actor it is, for people and metrics; never the name of one actor
 * @param mailbox its mailbox
 * @param strategy how it supervises its children; null for the system's
 * @param codec how it reads messages from other nodes; null for the system's
 * @param <M> the messages the actor takes
 */
public record ActorSpec<M>(
        BehaviorFactory<M> factory,
        String type,
        MailboxSpec mailbox,
        @Nullable Strategy strategy,
        @Nullable MessageCodec codec) {

    /** With the default mailbox, the system's strategy and codec, and type {@code actor}. */
    public static <M> ActorSpec<M> of(BehaviorFactory<M> factory) {
        return new ActorSpec<>(factory, "actor", MailboxSpec.DEFAULT, null, null);
    }

    /** Of this type, for people and metrics. */
    public ActorSpec<M> withType(String newType) {
        return new ActorSpec<>(factory, newType, mailbox, strategy, codec);
    }

    /** With this mailbox. */
    public ActorSpec<M> withMailbox(MailboxSpec newMailbox) {
        return new ActorSpec<>(factory, type, newMailbox, strategy, codec);
    }

    /** Supervising its children by this strategy. */
    public ActorSpec<M> withStrategy(Strategy newStrategy) {
        return new ActorSpec<>(factory, type, mailbox, newStrategy, codec);
    }

    /** Reading messages from other nodes by this codec. */
    public ActorSpec<M> withCodec(MessageCodec newCodec) {
        return new ActorSpec<>(factory, type, mailbox, strategy, newCodec);
    }
}
