package dev.microkernel.cell;

import dev.microkernel.dispatch.Strand;
import dev.microkernel.mailbox.BlockingMailbox;
import java.time.Duration;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/** A thread that waits for room in a mailbox. */
final class BlockedSender {

    private BlockedSender() {}

    /**
     * Offers a message again and again until there is room, the actor has stopped, the time is up, or the thread is
     * interrupted, which leaves its flag set. A worker does not wait, nor the thread that drives a simulation.
     *
     * @return whether there was room
     */
    static boolean offer(ActorCell<?> receiver, Courier envelope, Duration deadline) {
        if (!receiver.kernel().scheduler().mayWait() || !(receiver.mailbox() instanceof BlockingMailbox mailbox)) {
            return false;
        }
        var strand = Strand.current();
        var thread = Thread.currentThread();
        Runnable wake = strand == null ? () -> LockSupport.unpark(thread) : strand::unpark;
        var time = receiver.kernel().time();
        long end = time.deadline(deadline);
        var timer = time.schedule(deadline, wake);
        boolean accepted = false;
        try {
            while (true) {
                mailbox.awaitRoom(wake);
                if (receiver.isStopped()) {
                    return false;
                }
                accepted = receiver.offer(envelope);
                if (accepted) {
                    return true;
                }
                if (thread.isInterrupted() || time.nanoTime() - end >= 0) {
                    return false;
                }
                park(strand, mailbox);
                mailbox.forget(wake);
            }
        } finally {
            timer.cancel();
            if (accepted) {
                mailbox.forget(wake);
            } else {
                mailbox.giveUp(wake);
            }
        }
    }

    private static void park(@Nullable Strand strand, Object blocker) {
        if (strand == null) {
            LockSupport.park(blocker);
        } else {
            strand.park();
        }
    }
}
