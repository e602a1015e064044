package dev.microkernel.wire;

import java.util.Arrays;

/** What MK02 nodes say to each other beside users' messages; see {@code docs/wire-protocol.md}. */
public sealed interface LinkMessage {

    /** Proves that the sender has the key; empty where there is none. */
    @SuppressWarnings("ArrayRecordComponent") // equals and hashCode below look into the array
    record Proof(byte[] mac) implements LinkMessage {

        @Override
        public boolean equals(Object other) {
            return other instanceof Proof proof && Arrays.equals(mac, proof.mac);
        }

        @Override
        public int hashCode() {
            return Arrays.hashCode(mac);
        }
    }

    /** What the sender remembers of the receiver: a number for that memory, and the last message that it has had. */
    record Resume(long session, long last) implements LinkMessage {}

    /** The last words on a link. */
    record Goodbye(GoodbyeReason reason, String text) implements LinkMessage {}

    /** Asks whether the receiver is alive. */
    record Ping(long token) implements LinkMessage {}

    /** It is. */
    record Pong(long token) implements LinkMessage {}

    /** How many bytes of messages the receiver may have sent on this link, from its beginning. */
    record Credit(long limit) implements LinkMessage {}

    /** All messages up to this number have arrived. */
    record Ack(long last) implements LinkMessage {}

    /** A message of the receiver's node did not reach its actor. */
    record Undeliverable(long source, long dest, int type, UndeliverableReason reason, String text)
            implements LinkMessage {}

    /** A name or path, and the actor it stands for. */
    record NameAdd(long actorId, String name) implements LinkMessage {}

    /** A name or path that no longer stands for an actor. */
    record NameRemove(String name) implements LinkMessage {}

    /** All names that there were when the link began are told. */
    record NamesEnd() implements LinkMessage {}

    /** An actor that is a member of a group now. */
    record GroupJoin(long actorId, String group) implements LinkMessage {}

    /** An actor that is a member of a group no more. */
    record GroupLeave(long actorId, String group) implements LinkMessage {}

    /** The sender wants to hear when that actor ends. */
    record Watch(long actorId) implements LinkMessage {}

    /** It does not any more. */
    record Unwatch(long actorId) implements LinkMessage {}

    /** The actor has ended. */
    record Terminated(long actorId, ExitKind kind, long value, String text) implements LinkMessage {}

    /** A system type that this version does not know, or that means nothing in MK02. */
    record Unknown(int type) implements LinkMessage {}
}
