package dev.microkernel.actor;

import java.time.Instant;

/**
 * A message that reached nobody.
 *
 * @param at when it was given up
 * @param reason why
 * @param receiver path or id of the actor it was meant for
 * @param sender path of the actor that sent it, or {@code none}
 * @param messageType class of the message, or number of a wire message
 * @param trace the {@link TraceContext} that the message carried, as text, or empty
 * @param detail what else is known; may be empty
 */
public record DeadLetter(
        Instant at, Reason reason, String receiver, String sender, String messageType, String trace, String detail) {

    /** Why messages reach nobody. */
    public enum Reason {
        /** The mailbox of the receiver, or the queue of the link to it, was full. */
        FULL,
        /** The mailbox of the receiver was full, and its policy shed this message or one that waited. */
        DROPPED,
        /** The receiver had stopped, or its node was gone. */
        STOPPED,
        /** No actor has that id. */
        NO_SUCH_ACTOR,
        /** It was sent to a group that has no members. */
        NO_MEMBERS,
        /** It was a reply to a message that had no sender. */
        NO_SENDER,
        /** It was meant for the receiver before its last restart: the reply to an adapter, or a piped result. */
        FORMER_LIFE,
        /** It was a reply that came after the ask had ended. */
        LATE_REPLY,
        /** It came from another node with a type that its receiver does not take. */
        UNKNOWN_TYPE,
        /** It came from another node with bytes that are not what its type says. */
        MALFORMED,
        /** Its payload did not fit into the memory of the guest that it was for. */
        TOO_LARGE,
        /** The receiver's node does not let this one send it, or not as much of it. */
        REFUSED,
        /** Its deadline had passed before its receiver's node could deliver it: nobody waited for it any more. */
        EXPIRED,
        /** It was to be confirmed, and its receiver's node went for good without doing so: it may have arrived or not. */
        UNCONFIRMED
    }
}
