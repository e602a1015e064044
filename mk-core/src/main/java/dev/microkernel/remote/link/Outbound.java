package dev.microkernel.remote.link;

import dev.microkernel.actor.Registry;
import dev.microkernel.wire.Frame;
import dev.microkernel.wire.FrameCodec;
import java.util.List;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.atomic.AtomicLong;

/**
 * The frames that wait to be written to one peer, bounded by number and by bytes: a peer that does not read makes its
 * senders hear of a full queue, and nothing else.
 */
final class Outbound {

    /** All names that a node can have fit in at once, and as many messages. */
    static final int FRAMES_MAX = 2 * Registry.NAMES_MAX;

    static final long BYTES_MAX = 16 << 20;

    private final LinkedBlockingQueue<Frame> frames = new LinkedBlockingQueue<>(FRAMES_MAX);
    private final AtomicLong bytes = new AtomicLong();

    /** Whether there was room; a frame longer than all the room is taken by an empty queue. */
    boolean offer(Frame frame) {
        long length = FrameCodec.encodedLength(frame);
        long before = bytes.getAndAdd(length);
        if ((before > 0 && before + length > BYTES_MAX) || !frames.offer(frame)) {
            bytes.addAndGet(-length);
            return false;
        }
        return true;
    }

    /** Waits for a frame, then takes as many more as are there, up to a limit. */
    void take(List<Frame> batch, int limit) throws InterruptedException {
        batch.add(frames.take());
        frames.drainTo(batch, limit - 1);
        for (var frame : batch) {
            bytes.addAndGet(-FrameCodec.encodedLength(frame));
        }
    }
}
