package dev.microkernel.dispatch;

/**
 * Whether a worker without work should look for some a little longer before it sleeps. Sleeping and being woken costs some
 * ten microseconds of two threads; so looking for about as long costs at most twice as much as what would have been best.
 * Where it turns out in vain it is tried less and less, so that a system with now and then a message does not burn a core.
 */
final class Patience {

    /** How long to look at most: about what a wake-up takes. */
    static final long LONGEST_NANOS = 50_000;

    /** Pauses between two looks at the queues, which others write to. */
    static final int SPINS_PER_LOOK = 100;

    private static final int SKIPPED_MAX = 64;

    /**
     * Who has just handled more than this is fed by a stream, and is better asleep while the next messages come together:
     * then it handles them without touching the mailbox at the same time as those who fill it.
     */
    private static final int HANDLED_MAX = 2;

    private int skip;
    private int skipped;

    /**
     * Whether to linger this time.
     *
     * @param handled how many messages the last turn handled
     */
    boolean mayLinger(int handled) {
        if (handled > HANDLED_MAX) {
            return false;
        }
        if (skipped < skip) {
            skipped++;
            return false;
        }
        skipped = 0;
        return true;
    }

    /** Lingering brought work. */
    void rewarded() {
        skip = 0;
    }

    /** Lingering was in vain. */
    void disappointed() {
        skip = Math.clamp(2L * skip, 1, SKIPPED_MAX);
    }
}
