package dev.microkernel.remote.link;

/**
 * Who a node is.
 *
 * @param nodeId the upper half of its actors' ids
 * @param identity its name
 * @param incarnation which of its lives this is; 0 for MK01, which does not say
 */
record NodeName(int nodeId, String identity, long incarnation) {

    /** Whether it is the same node, in whatever life. */
    boolean isSameNode(NodeName other) {
        return nodeId == other.nodeId && identity.equals(other.identity);
    }

    @Override
    public String toString() {
        return identity + "(" + Integer.toUnsignedString(nodeId) + ")";
    }
}
