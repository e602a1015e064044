package dev.microkernel.cell;

import dev.microkernel.mailbox.Mailbox;

/**
 * For how long the oldest message of a backlog has been waiting, without a time in each message. At the end of a turn
 * that leaves messages behind, a mark takes down how many messages have been accepted by then: those of them that still
 * wait later are at least as old as the mark. When there are too many marks, the one that matters least goes, so the error
 * stays below a seventh of the age that the backlog has had. Marked by the turn, read by the curious, under a lock that neither holds for long.
 */
final class MessageAges {

    private static final int MARKS_MAX = 16;

    private final int[] accepted = new int[MARKS_MAX];
    private final int[] ticks = new int[MARKS_MAX];
    private int count;

    /** Takes down that so many messages have been accepted by now, and so many of them taken. */
    synchronized void mark(int acceptedNow, int taken, int now) {
        forget(taken);
        if (count > 0 && now - ticks[count - 1] <= 0) {
            return; // a mark at the same tick says nothing new
        }
        if (count == MARKS_MAX) {
            thinOut();
        }
        accepted[count] = acceptedNow;
        ticks[count] = now;
        count++;
    }

    /** Drops the marks of which no message waits any more. */
    private void forget(int taken) {
        int gone = 0;
        while (gone < count && Mailbox.difference(accepted[gone], taken) <= 0) {
            gone++;
        }
        if (gone > 0) {
            System.arraycopy(accepted, gone, accepted, 0, count - gone);
            System.arraycopy(ticks, gone, ticks, 0, count - gone);
            count -= gone;
        }
    }

    /** Drops the mark without which the gap is the smallest: 14 such gaps cover all between first and last twice. */
    private void thinOut() {
        int drop = 1;
        for (int i = 2; i < MARKS_MAX - 1; i++) {
            if (ticks[i + 1] - ticks[i - 1] < ticks[drop + 1] - ticks[drop - 1]) {
                drop = i;
            }
        }
        count--;
        System.arraycopy(accepted, drop + 1, accepted, drop, count - drop);
        System.arraycopy(ticks, drop + 1, ticks, drop, count - drop);
    }

    /**
     * The tick at which the oldest waiting message was known to wait.
     *
     * @param taken how many messages have been taken by now
     * @param otherwise the answer if no mark tells
     */
    synchronized int oldest(int taken, int otherwise) {
        for (int i = 0; i < count; i++) {
            if (Mailbox.difference(accepted[i], taken) > 0) {
                return ticks[i];
            }
        }
        return otherwise;
    }
}
