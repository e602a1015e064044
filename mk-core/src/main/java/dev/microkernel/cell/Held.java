package dev.microkernel.cell;

import dev.microkernel.mailbox.Envelope;
import java.util.ArrayDeque;
import org.jspecify.annotations.Nullable;

/**
 * What waits for one cell outside its mailbox: messages that go before all others, those put aside, and timers that came
 * due while it was suspended. Only the cell's turn touches this, but for {@link #stashed}.
 */
final class Held {

    private final ArrayDeque<Envelope> front = new ArrayDeque<>();

    /** Made for this life, by a pipe, a monitor or a watch of names: behind {@link #front}, and gone with the life. */
    private final ArrayDeque<Envelope> made = new ArrayDeque<>();

    private final ArrayDeque<Envelope> stash = new ArrayDeque<>();

    /** At most as many as the actor has timers. */
    private final ArrayDeque<Timers.Timer> dueTimers = new ArrayDeque<>();

    private volatile int stashed;

    /** The message over which the former lives failed, and how often that was. */
    private @Nullable Envelope retried;

    private int retries;

    // ---- before the mailbox

    boolean hasFront() {
        return !front.isEmpty() || !made.isEmpty();
    }

    @Nullable
    Envelope takeFront() {
        var first = front.pollFirst();
        return first == null ? made.pollFirst() : first;
    }

    /** Takes what was made for the life that ends, or null. */
    @Nullable
    Envelope takeMade() {
        return made.pollFirst();
    }

    void putFirst(Envelope envelope) {
        front.addFirst(envelope);
    }

    void putMade(Envelope envelope) {
        made.addLast(envelope);
    }

    /** Puts a message over which the actor failed before all others, if it may be handled again. */
    @SuppressWarnings("ReferenceEquality") // it is the same message only if it is the same envelope
    boolean retryAgain(Envelope envelope, int times) {
        if (retried != envelope) {
            retried = envelope;
            retries = 0;
        }
        if (retries == times) {
            retried = null;
            return false;
        }
        retries++;
        front.addFirst(envelope);
        return true;
    }

    // ---- put aside

    /** From any thread. */
    int stashed() {
        return stashed;
    }

    void stash(ActorCell<?> cell, Envelope envelope) {
        if (stash.size() >= cell.mailbox().capacity()) {
            throw new IllegalStateException("an actor can stash as many messages as its mailbox may hold, actor="
                    + cell.path() + ", stashed=" + stash.size());
        }
        stash.addLast(envelope);
        stashed = stash.size();
    }

    void unstashAll() {
        if (!stash.isEmpty()) {
            stash.descendingIterator().forEachRemaining(front::addFirst);
            stash.clear();
            stashed = 0;
        }
    }

    // ---- while suspended

    void dueLater(Timers.Timer timer) {
        dueTimers.addLast(timer);
    }

    Timers.@Nullable Timer takeDue() {
        return dueTimers.pollFirst();
    }

    void forgetDue() {
        dueTimers.clear();
    }
}
