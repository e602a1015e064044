package dev.microkernel.chaos.link;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;

/**
 * The messages of one sender to one receiver, by their numbers, and what became of each. Both may live several times; this
 * goes on. A message is handled, or a dead letter, or it was under way when the link, or the sender's own node, ended, of
 * which the sender was told. Thread-safe.
 */
final class Stream {

    /** Messages on their way when the sender was told of an end: from the first since it began to watch. */
    private record End(int from, int to) {}

    private final int index;
    private final int from;
    private final int to;
    private final boolean confirmed;
    private final int messages;

    private final BitSet handled;
    private final BitSet dead;
    private final BitSet unsure;
    private final List<End> ends = new ArrayList<>();
    private int sent;
    private int last = -1;
    private int watchedFrom = -1;
    private int downs;
    private long doubled;
    private long overtaken;
    private long ofAnotherLife;

    Stream(int index, int from, int to, boolean confirmed, int messages) {
        this.index = index;
        this.from = from;
        this.to = to;
        this.confirmed = confirmed;
        this.messages = messages;
        this.handled = new BitSet(messages);
        this.dead = new BitSet(messages);
        this.unsure = new BitSet(messages);
    }

    int from() {
        return from;
    }

    int to() {
        return to;
    }

    boolean isConfirmed() {
        return confirmed;
    }

    /** The name of its receiver in that life of the receiver's node. */
    String receiver(int life) {
        return "stream-" + index + "-" + life;
    }

    /** The message type of a number: each message has its own, and dead letters say it. */
    int type(int number) {
        return index * messages + number;
    }

    // ---- the sender

    /** Takes the next number. */
    synchronized int next() {
        return sent++;
    }

    synchronized int sent() {
        return sent;
    }

    /** The sender watches the receiver, and is told of an end after this. */
    synchronized void watched() {
        watchedFrom = sent;
    }

    synchronized boolean isWatched() {
        return watchedFrom >= 0;
    }

    /** The sender was told of the end of what it watches, or its own node ends. */
    synchronized void ended() {
        if (watchedFrom >= 0) {
            ends.add(new End(watchedFrom, sent));
            watchedFrom = -1;
            downs++;
        }
    }

    synchronized int downs() {
        return downs;
    }

    // ---- what became of messages

    synchronized void handled(int number, boolean meantForThisLife) {
        if (handled.get(number)) {
            doubled++;
        }
        if (number <= last) {
            overtaken++;
        }
        if (!meantForThisLife) {
            ofAnotherLife++;
        }
        last = number;
        handled.set(number);
    }

    /** Both nodes may make a dead letter of one message. */
    synchronized void dead(int number) {
        dead.set(number);
    }

    /** It may have arrived or not. */
    synchronized void unsure(int number) {
        unsure.set(number);
    }

    // ---- the account

    /** Whether it is known of each message what became of it. */
    synchronized boolean isSettled() {
        return silent().isEmpty();
    }

    /** What was sent, neither handled nor reported in any way. */
    private BitSet silent() {
        var silent = lost();
        ends.forEach(end -> silent.clear(end.from, end.to));
        return silent;
    }

    private BitSet lost() {
        var lost = new BitSet(messages);
        lost.set(0, sent);
        lost.andNot(handled);
        lost.andNot(dead);
        lost.andNot(unsure);
        return lost;
    }

    /** What is wrong; empty if all is right. */
    synchronized List<String> faults() {
        var faults = new ArrayList<String>();
        check(faults, "handled twice", doubled);
        check(faults, "overtaken", overtaken);
        check(faults, "handled by another life than they were sent to", ofAnotherLife);
        check(faults, "lost, and nobody was told", silent().cardinality());
        var both = (BitSet) handled.clone();
        both.and(dead);
        check(faults, "handled, and dead letters as well", both.cardinality());
        var lost = lost();
        for (var end : ends) {
            // A stream of bytes that ends loses what comes last. So of all that was lost with it nothing was handled in
            // between.
            int first = lost.nextSetBit(end.from);
            int latest = lost.previousSetBit(end.to - 1);
            if (first >= 0 && first < latest && first < end.to) {
                check(
                        faults,
                        "handled between lost ones",
                        handled.get(first, latest).cardinality());
            }
        }
        return faults;
    }

    private void check(List<String> faults, String what, long count) {
        if (count > 0) {
            faults.add("%s: %d %s; %s".formatted(receiver(0), count, what, ends));
        }
    }

    synchronized int handledCount() {
        return handled.cardinality();
    }

    @Override
    public synchronized String toString() {
        return "%s (%d to %d%s): sent %d, handled %d, dead letters %d, unsure %d, lost with links %d, ends %d"
                .formatted(
                        receiver(0),
                        from,
                        to,
                        confirmed ? ", confirmed" : "",
                        sent,
                        handled.cardinality(),
                        dead.cardinality(),
                        unsure.cardinality(),
                        lost().cardinality(),
                        ends.size());
    }
}
