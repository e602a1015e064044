package dev.microkernel.mailbox;

import java.util.ArrayDeque;

/** Messages in the order of their arrival; the oldest can be dropped for the newest. */
final class DequeMailbox extends LockedMailbox {

    private final ArrayDeque<Envelope> envelopes = new ArrayDeque<>();

    DequeMailbox(int capacity) {
        super(capacity);
    }

    @Override
    public Offer offer(Envelope envelope) {
        return offer(envelope, 0);
    }

    @Override
    void add(Envelope envelope, int urgency) {
        envelopes.addLast(envelope);
    }

    @Override
    Envelope remove() {
        return envelopes.removeFirst();
    }
}
