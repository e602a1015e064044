package dev.microkernel.state;

/**
 * How much a store takes. A save that would lead beyond a limit is refused and changes nothing; what is there already,
 * perhaps from a time with higher limits, stays, and may be replaced by less.
 *
 * @param keyLength most bytes of a key; 1 to 65,535
 * @param valueLength most bytes of a value; 1 to 64 MiB
 * @param ownerKeys most values of one owner
 * @param ownerBytes most bytes of one owner's keys and values
 * @param storeKeys most values of all owners
 * @param storeBytes most bytes of all keys and values; the stores of this package hold all of them in memory
 * @param pendingBytes most bytes of saves that have been called and are not complete, each counted with its owner's name
 *     and {@value #PENDING_OVERHEAD} bytes more; one save is always taken
 */
public record StateLimits(
        int keyLength,
        int valueLength,
        int ownerKeys,
        long ownerBytes,
        int storeKeys,
        long storeBytes,
        long pendingBytes) {

    /** What a call costs in {@link #pendingBytes} beside its bytes: about what it costs in memory. */
    public static final int PENDING_OVERHEAD = 128;

    /** Highest limit for the length of a key. */
    public static final int KEY_LENGTH_MAX = 65_535;

    /** Highest limit for the length of a value. */
    public static final int VALUE_LENGTH_MAX = 64 << 20;

    /** @throws IllegalArgumentException if a limit is out of its range, or not positive */
    public StateLimits {
        require("keyLength", keyLength, KEY_LENGTH_MAX);
        require("valueLength", valueLength, VALUE_LENGTH_MAX);
        require("ownerKeys", ownerKeys, Integer.MAX_VALUE);
        require("ownerBytes", ownerBytes, Long.MAX_VALUE);
        require("storeKeys", storeKeys, Integer.MAX_VALUE);
        require("storeBytes", storeBytes, Long.MAX_VALUE);
        require("pendingBytes", pendingBytes, Long.MAX_VALUE);
    }

    /**
     * Keys of 256 bytes, values of 1 MiB; 1,000 values and 4 MiB for each owner, 100,000 values and 256 MiB for all; 16
     * MiB pending.
     */
    public static StateLimits defaults() {
        return new StateLimits(256, 1 << 20, 1_000, 4 << 20, 100_000, 256L << 20, 16 << 20);
    }

    /** These, with another limit for the length of a key. */
    public StateLimits withKeyLength(int bytes) {
        return new StateLimits(bytes, valueLength, ownerKeys, ownerBytes, storeKeys, storeBytes, pendingBytes);
    }

    /** These, with another limit for the length of a value. */
    public StateLimits withValueLength(int bytes) {
        return new StateLimits(keyLength, bytes, ownerKeys, ownerBytes, storeKeys, storeBytes, pendingBytes);
    }

    /** These, with other limits for each owner. */
    public StateLimits withOwner(int keys, long bytes) {
        return new StateLimits(keyLength, valueLength, keys, bytes, storeKeys, storeBytes, pendingBytes);
    }

    /** These, with other limits for all owners together. */
    public StateLimits withStore(int keys, long bytes) {
        return new StateLimits(keyLength, valueLength, ownerKeys, ownerBytes, keys, bytes, pendingBytes);
    }

    /** These, with another limit for saves that are not complete. */
    public StateLimits withPendingBytes(long bytes) {
        return new StateLimits(keyLength, valueLength, ownerKeys, ownerBytes, storeKeys, storeBytes, bytes);
    }

    private static void require(String name, long value, long max) {
        if (value < 1 || value > max) {
            throw new IllegalArgumentException(name + " must be 1.." + max + ", " + name + "=" + value);
        }
    }
}
