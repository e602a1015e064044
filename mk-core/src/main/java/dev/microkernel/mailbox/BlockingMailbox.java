package dev.microkernel.mailbox;

import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.jspecify.annotations.Nullable;

/**
 * A mailbox whose senders may wait for room. A sender makes itself known before it offers again: so either its offer
 * finds the room that a poll has made, or that poll finds the sender, or neither sees the other's step in time; then
 * going idle, whose atomic step stands between the two, finds the sender. Each poll wakes one, and so does going idle;
 * bounded by the threads that wait.
 */
public final class BlockingMailbox implements Mailbox {

    private final Mailbox mailbox;
    private final Queue<Runnable> waiting = new ConcurrentLinkedQueue<>();

    BlockingMailbox(Mailbox mailbox) {
        this.mailbox = mailbox;
    }

    /** Has somebody woken, once, when there may be room. */
    public void awaitRoom(Runnable wake) {
        waiting.add(wake);
    }

    /** Takes back {@link #awaitRoom}. */
    public void forget(Runnable wake) {
        waiting.remove(wake);
    }

    /** Takes back {@link #awaitRoom} of one who will not offer again: if it was woken, the room is for another. */
    public void giveUp(Runnable wake) {
        if (!waiting.remove(wake)) {
            wakeOne();
        }
    }

    /** Wakes all who wait: the actor has stopped. */
    public void wakeAll() {
        for (var wake = waiting.poll(); wake != null; wake = waiting.poll()) {
            wake.run();
        }
    }

    @Override
    public Offer offer(Envelope envelope) {
        return mailbox.offer(envelope);
    }

    @Override
    public boolean nudge() {
        return mailbox.nudge();
    }

    @Override
    public @Nullable Envelope poll() {
        var envelope = mailbox.poll();
        if (envelope != null) {
            wakeOne();
        }
        return envelope;
    }

    @Override
    public void putBack(Envelope carried) {
        mailbox.putBack(carried);
    }

    @Override
    public boolean idle() {
        boolean idle = mailbox.idle();
        if (idle) {
            wakeOne(); // nobody will poll any more
        }
        return idle;
    }

    private void wakeOne() {
        var wake = waiting.poll();
        if (wake != null) {
            wake.run();
        }
    }

    @Override
    public int depth() {
        return mailbox.depth();
    }

    @Override
    public int capacity() {
        return mailbox.capacity();
    }

    @Override
    public int highWater() {
        return mailbox.highWater();
    }

    @Override
    public int accepted() {
        return mailbox.accepted();
    }
}
