package dev.microkernel.remote.link;

import dev.microkernel.wire.Frame;
import dev.microkernel.wire.FrameCodec;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The messages to one life of a peer that want to be confirmed, kept until they are. Numbers are given when a message is
 * sent first, since only the peer knows where they go on.
 */
final class Confirmed {

    static final int MESSAGES_MAX = 4096;
    static final long BYTES_MAX = 8 << 20;

    /** What is not confirmed, oldest first; the first {@link #sent} have their numbers. */
    private final ArrayList<Frame> kept = new ArrayList<>();

    /** How many of them are under way on this link. */
    private int sent;

    private int numbered;
    private long bytes;

    /** The number of the last one that was confirmed. */
    private long confirmed;

    private long peerSession;
    private boolean ready;
    private boolean over;

    /** What the last tick has seen. */
    private long confirmedAtTick;

    private boolean waitedAtTick;
    private boolean probed;

    /** Puts a message at the end. Whether there was room. */
    synchronized boolean offer(Frame frame) {
        int length = room(frame);
        if (over || kept.size() == MESSAGES_MAX || (bytes > 0 && bytes + length > BYTES_MAX)) {
            return false;
        }
        bytes += length;
        kept.add(frame);
        return true;
    }

    /** The next one to send now, or null. */
    synchronized @Nullable Frame next() {
        if (!ready || sent == kept.size()) {
            return null;
        }
        if (sent == numbered) {
            long number = confirmed + numbered + 1;
            var frame = kept.get(sent);
            kept.set(
                    sent,
                    new Frame(
                            frame.source(),
                            frame.dest(),
                            frame.type(),
                            frame.payload(),
                            frame.extensions().withSequence(number)));
            numbered++;
        }
        return kept.get(sent++);
    }

    /** The link is lost: all begins again with the next {@link #resume}. */
    synchronized void suspend() {
        ready = false;
        sent = 0;
    }

    /**
     * The peer says what it has had.
     *
     * @return what may have arrived or not, because the peer has forgotten; null if what it says cannot be
     */
    synchronized @Nullable List<Frame> resume(long session, long last) {
        if (last < 0) {
            return null; // no node gets there by counting
        }
        List<Frame> unsure = List.of();
        if (session == peerSession) {
            if (!confirm(last)) {
                return null;
            }
        } else {
            unsure = List.copyOf(kept.subList(0, numbered));
            forget(numbered);
            numbered = 0;
            confirmed = last;
            peerSession = session;
        }
        sent = 0;
        ready = true;
        probed = false;
        return unsure;
    }

    /** All up to this number have arrived. Whether that can be. */
    synchronized boolean confirm(long last) {
        long count = last - confirmed;
        if (count < 0 || count > numbered) {
            return false;
        }
        forget((int) count);
        numbered -= (int) count;
        sent = Math.max(0, sent - (int) count);
        confirmed = last;
        if (probed && count > 0) {
            probed = false;
            sent = 0; // what was behind the lost one was dropped there
        }
        return true;
    }

    private void forget(int count) {
        var first = kept.subList(0, count);
        first.forEach(frame -> bytes -= room(frame));
        first.clear();
    }

    private static int room(Frame frame) {
        return FrameCodec.HEADER_LENGTH + frame.payload().length;
    }

    /**
     * Another heartbeat has passed.
     *
     * @return the oldest message if none was confirmed meanwhile: it may be lost, and is sent again
     */
    synchronized @Nullable Frame tick() {
        boolean stands = ready && sent > 0 && waitedAtTick && confirmed == confirmedAtTick;
        confirmedAtTick = confirmed;
        waitedAtTick = sent > 0;
        probed |= stands;
        return stands ? kept.getFirst() : null;
    }

    /** The peer is gone for good. Returns what was not confirmed. */
    synchronized List<Frame> end() {
        over = true;
        ready = false;
        var rest = List.copyOf(kept);
        kept.clear();
        numbered = 0;
        sent = 0;
        return rest;
    }

    /** Whether the peer is gone for good. */
    synchronized boolean isOver() {
        return over;
    }
}
