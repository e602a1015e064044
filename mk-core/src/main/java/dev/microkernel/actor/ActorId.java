package dev.microkernel.actor;

/**
 * The address of an actor among all nodes: the node's id in the upper 32 bits, the actor's number there in the lower.
 *
 * @param value both as they stand on the wire; 0 is nobody
 */
public record ActorId(long value) {

    /** Nobody: the source of a message that cannot be answered. */
    public static final ActorId NONE = new ActorId(0);

    private static final long SEQUENCE_MASK = 0xFFFF_FFFFL;

    /** The id of an actor on a node. */
    public static ActorId of(int node, int sequence) {
        return new ActorId(((long) node << Integer.SIZE) | (sequence & SEQUENCE_MASK));
    }

    /** The node on which the actor lives. */
    public int node() {
        return (int) (value >>> Integer.SIZE);
    }

    /** The actor's number on its node. */
    public int sequence() {
        return (int) value;
    }

    /** As {@code node:sequence}. */
    @Override
    public String toString() {
        return Integer.toUnsignedString(node()) + ":" + Integer.toUnsignedString(sequence());
    }
}
