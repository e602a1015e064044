package dev.microkernel.mailbox;

import java.util.Comparator;
import java.util.PriorityQueue;
import java.util.function.ToIntFunction;

/** Hands out the most urgent message first, those of the same urgency in the order of their arrival. */
final class PriorityMailbox extends LockedMailbox {

    private record Entry(Envelope envelope, int urgency, long arrival) {}

    private final ToIntFunction<Object> priority;
    private final PriorityQueue<Entry> entries =
            new PriorityQueue<>(Comparator.comparingInt(Entry::urgency).thenComparingLong(Entry::arrival));
    private long arrivals;

    PriorityMailbox(int capacity, ToIntFunction<Object> priority) {
        super(capacity);
        this.priority = priority;
    }

    @Override
    public Offer offer(Envelope envelope) {
        return offer(envelope, priority.applyAsInt(envelope.message()));
    }

    @Override
    void add(Envelope envelope, int urgency) {
        entries.add(new Entry(envelope, urgency, arrivals++));
    }

    @Override
    Envelope remove() {
        return entries.remove().envelope();
    }
}
