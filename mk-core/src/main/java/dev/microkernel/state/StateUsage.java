package dev.microkernel.state;

/**
 * How much is stored.
 *
 * @param keys the number of values
 * @param bytes the bytes of keys and values
 */
public record StateUsage(int keys, long bytes) {

    /** Nothing at all. */
    public static final StateUsage NONE = new StateUsage(0, 0);

    StateUsage plus(int moreKeys, long moreBytes) {
        return new StateUsage(keys + moreKeys, bytes + moreBytes);
    }
}
