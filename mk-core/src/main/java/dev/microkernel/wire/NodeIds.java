package dev.microkernel.wire;

import java.nio.charset.StandardCharsets;

/** The rules of node ids. */
public final class NodeIds {

    /** Highest node id of an MK01 node; the lowest is 1. */
    public static final int MK01_MAX = 15;

    private static final int FNV_OFFSET_BASIS = 0x811C9DC5;
    private static final int FNV_PRIME = 0x01000193;

    private NodeIds() {}

    /** Whether an MK01 node may have this id. */
    public static boolean isMk01(int nodeId) {
        return nodeId >= 1 && nodeId <= MK01_MAX;
    }

    /** The sentence for an id that {@link #isMk01} refuses. */
    public static String mk01Violation(int nodeId) {
        return "MK01 node id must be 1.." + MK01_MAX + ", id=" + Integer.toUnsignedString(nodeId);
    }

    /** The id of a node that has none configured: FNV-1a-32(identity) % 15 + 1. */
    public static int fromIdentity(String identity) {
        return Integer.remainderUnsigned(fnv1a32(identity), MK01_MAX) + 1;
    }

    /** The id of a node that has none configured and no MK01 peers: FNV-1a-32(identity), 1 in the place of 0. */
    public static int wideFromIdentity(String identity) {
        int hash = fnv1a32(identity);
        return hash == 0 ? 1 : hash;
    }

    static int fnv1a32(String text) {
        int hash = FNV_OFFSET_BASIS;
        for (byte b : text.getBytes(StandardCharsets.UTF_8)) {
            hash = (hash ^ (b & 0xFF)) * FNV_PRIME;
        }
        return hash;
    }
}
