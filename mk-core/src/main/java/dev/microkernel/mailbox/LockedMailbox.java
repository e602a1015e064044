package dev.microkernel.mailbox;

import org.jspecify.annotations.Nullable;

/**
 * A mailbox under a lock, for orders and policies that a lock-free queue cannot have: senders may have to take out what
 * others put in. The lock is held for one step of a queue and never while anything of the application's runs.
 */
abstract class LockedMailbox implements Mailbox {

    private final int capacity;
    private boolean idle = true;
    private boolean nudged;
    private int accepted;
    private volatile int size;
    private volatile int highWater;

    LockedMailbox(int capacity) {
        this.capacity = capacity;
    }

    /** Puts an envelope in its place. With the lock held. */
    abstract void add(Envelope envelope, int urgency);

    /** Takes the envelope whose turn it is; there is one. With the lock held. */
    abstract Envelope remove();

    final synchronized Offer offer(Envelope envelope, int urgency) {
        if (size == capacity) {
            return Offer.FULL;
        }
        add(envelope, urgency);
        accepted++;
        int waiting = size + 1;
        size = waiting;
        highWater = Math.max(highWater, waiting);
        return wake() ? Offer.ACCEPTED_IDLE : Offer.ACCEPTED;
    }

    @Override
    public final synchronized @Nullable Envelope dropOldestIfFull() {
        return size == capacity ? take() : null;
    }

    @Override
    public final synchronized boolean nudge() {
        nudged = !idle;
        return wake();
    }

    private boolean wake() {
        boolean wasIdle = idle;
        idle = false;
        return wasIdle;
    }

    @Override
    public final synchronized @Nullable Envelope poll() {
        return size == 0 ? null : take();
    }

    @SuppressWarnings("NonAtomicVolatileUpdate") // with the lock held
    private Envelope take() {
        size--;
        return remove();
    }

    @Override
    public final synchronized boolean idle() {
        boolean nothing = size == 0 && !nudged;
        nudged = false;
        idle = nothing;
        return nothing;
    }

    @Override
    public final int depth() {
        return size;
    }

    @Override
    public final int capacity() {
        return capacity;
    }

    @Override
    public final int highWater() {
        return highWater;
    }

    @Override
    public final synchronized int accepted() {
        return accepted & Integer.MAX_VALUE >>> 1;
    }
}
