package dev.microkernel.cell;

/**
 * Finds the member of a group that a key belongs to, by rendezvous hashing (D. Thaler, C. Ravishankar: A Name-Based
 * Mapping Scheme for Rendezvous, 1996): every member has a weight for the key, and the heaviest gets it. So no table is
 * kept, and a key moves only if its member leaves or a heavier one comes.
 */
final class Rendezvous {

    private static final long FNV_OFFSET_BASIS = 0xCBF29CE484222325L;
    private static final long FNV_PRIME = 0x100000001B3L;

    private Rendezvous() {}

    /** What tells a member from others: the same for the same path, on every run. */
    static long salt(String path) {
        long hash = FNV_OFFSET_BASIS;
        for (int i = 0; i < path.length(); i++) {
            hash = (hash ^ path.charAt(i)) * FNV_PRIME;
        }
        return hash;
    }

    /** How much a member wants a key. */
    static long weight(long salt, int keyHash) {
        return mix(salt ^ mix(keyHash));
    }

    /** Spreads every bit over all (the finaliser of MurmurHash3, by A. Appleby). */
    private static long mix(long value) {
        long bits = value;
        bits = (bits ^ (bits >>> 33)) * 0xFF51AFD7ED558CCDL;
        bits = (bits ^ (bits >>> 33)) * 0xC4CEB9FE1A85EC53L;
        return bits ^ (bits >>> 33);
    }
}
