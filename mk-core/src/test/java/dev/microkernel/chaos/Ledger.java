package dev.microkernel.chaos;

import java.util.concurrent.atomic.AtomicIntegerArray;
import java.util.concurrent.atomic.AtomicLong;

/** What happened to the messages of one sender: a bit for each that was handled. */
final class Ledger {

    private final AtomicIntegerArray handled;
    private final AtomicLong count = new AtomicLong();
    private final AtomicLong twice = new AtomicLong();

    Ledger(int messages) {
        handled = new AtomicIntegerArray((messages >> 5) + 1);
    }

    void handled(int number) {
        int bit = 1 << number;
        if ((handled.getAndUpdate(number >> 5, bits -> bits | bit) & bit) != 0) {
            twice.incrementAndGet();
        }
        count.incrementAndGet();
    }

    long count() {
        return count.get();
    }

    long twice() {
        return twice.get();
    }
}
