package dev.microkernel.mailbox;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import org.jspecify.annotations.Nullable;

/**
 * The default mailbox: a count that many producers raise, and a linked queue for what comes while the actor is busy
 * (after D. Vyukov's intrusive MPSC queue). The message that finds the actor idle never enters the queue: it is {@linkplain
 * Offer#ACCEPTED_CARRIED carried} to the turn that it causes. So where actors answer each other, no reference is
 * written into a mailbox. That is what such a store costs: under G1, a memory barrier and a card to be cleaned for each
 * mailbox that has grown old.
 *
 * <p>The argument. {@code word} holds the number of messages ever accepted and two flags, {@code taken} the number of
 * those that the consumer has taken. Only the consumer sets {@link #IDLE}, by compare-and-set, and only if as many were
 * accepted as taken. So while IDLE is set, either nothing waits, or those who have counted themselves in since are on
 * their way to clear it. Clearing it makes a producer the owner of the idle actor, whom it must schedule; the
 * scheduler's queue publishes what the last turn wrote.
 *
 * <p>A producer that finds the word exactly as the consumer left it counts itself in and clears IDLE in one step. Every
 * other one counts itself in, exchanges {@code tail} for its envelope, and makes that known through the envelope it got
 * back or, if it got none, through {@code head}; then, if it saw IDLE when it counted itself in, it clears that, unless
 * somebody has. From the count on, the consumer cannot go idle before it has taken that message. So a producer whose
 * former message still waits finds IDLE cleared, or clears it before it returns: its messages are not overtaken by one
 * that is carried. A tail of {@code null} says that the chain has been consumed to its end: the consumer detaches the
 * last envelope before it goes idle, which fails exactly if a producer has exchanged the tail since.
 *
 * <p>The bound is that count, too: a producer that counts itself in as one too many counts itself out again. While it
 * is on its way out, another may be refused although a place has just come free, and the consumer may look once more
 * for a message that does not come; never are more than {@code capacity} messages waiting.
 *
 * <p>A nudge is a flag: the consumer clears it instead of going idle, and so looks once more for what it is about.
 */
final class LinkedMailbox implements Mailbox {

    private static final int IDLE = 1;
    private static final int NUDGED = 2;

    /** One message; the count fills the word above the flags, and wraps. */
    private static final int ONE = 4;

    private static final int FLAGS = ONE - 1;
    private static final int COUNT_SHIFT = 2;

    private static final VarHandle WORD;
    private static final VarHandle TAIL;
    private static final VarHandle HEAD;
    private static final VarHandle TAKEN;
    private static final VarHandle HIGH_WATER;

    static {
        try {
            var lookup = MethodHandles.lookup();
            WORD = lookup.findVarHandle(LinkedMailbox.class, "word", int.class);
            TAIL = lookup.findVarHandle(LinkedMailbox.class, "tail", Envelope.class);
            HEAD = lookup.findVarHandle(LinkedMailbox.class, "head", Envelope.class);
            TAKEN = lookup.findVarHandle(LinkedMailbox.class, "taken", int.class);
            HIGH_WATER = lookup.findVarHandle(LinkedMailbox.class, "highWater", int.class);
        } catch (ReflectiveOperationException e) {
            throw new ExceptionInInitializerError(e);
        }
    }

    /** A large mailbox says only now and then how many messages were taken; a small one must say so at once. */
    private static final int PUBLISH_INTERVAL = 32;

    private static final int PUBLISH_ALWAYS_BELOW = 16 * PUBLISH_INTERVAL;

    private final int capacity;

    // Producers.
    private volatile int word = IDLE;
    private volatile int highWater;

    @SuppressWarnings("FieldMayBeFinal") // through TAIL
    private volatile @Nullable Envelope tail;

    /** The first envelope of the chain, if the consumer has not seen it. Written by the producer that began the chain. */
    private @Nullable Envelope head;

    // Consumer; handed over with the turn.

    /** The envelope of the chain that was consumed last; null if there is no chain, or nothing of it was consumed. */
    private @Nullable Envelope last;

    private int taken;

    LinkedMailbox(int capacity) {
        this.capacity = capacity;
    }

    @Override
    public Offer offer(Envelope envelope) {
        int seen = word;
        if (seen == ((int) TAKEN.getOpaque(this) << COUNT_SHIFT | IDLE)
                && WORD.compareAndSet(this, seen, seen - IDLE + ONE)) {
            if (highWater == 0) {
                raiseHighWater(1);
            }
            return Offer.ACCEPTED_CARRIED;
        }
        int before = (int) WORD.getAndAdd(this, ONE);
        int waiting = waiting(before);
        if (waiting >= capacity) {
            WORD.getAndAdd(this, -ONE);
            return Offer.FULL;
        }
        if (waiting >= highWater) {
            raiseHighWater(waiting + 1);
        }
        var previous = (Envelope) TAIL.getAndSet(this, envelope);
        if (previous == null) {
            HEAD.setRelease(this, envelope);
        } else {
            Envelope.LINK.setRelease(previous, envelope);
        }
        return (before & IDLE) != 0 && clearIdle() ? Offer.ACCEPTED_IDLE : Offer.ACCEPTED;
    }

    /** How many messages wait according to a word. */
    private int waiting(int counted) {
        return ((counted & ~FLAGS) - ((int) TAKEN.getAcquire(this) << COUNT_SHIFT)) >> COUNT_SHIFT;
    }

    private void raiseHighWater(int waiting) {
        for (int known = highWater; known < waiting; known = highWater) {
            if (HIGH_WATER.compareAndSet(this, known, waiting)) {
                return;
            }
        }
    }

    /** Whether this call has made the caller the owner of an idle actor. */
    private boolean clearIdle() {
        for (int seen = word; (seen & IDLE) != 0; seen = word) {
            if (WORD.compareAndSet(this, seen, seen - IDLE)) {
                return true;
            }
        }
        return false;
    }

    @Override
    public boolean nudge() {
        while (true) {
            if (clearIdle()) {
                return true;
            }
            int seen = word;
            if ((seen & IDLE) == 0 && ((seen & NUDGED) != 0 || WORD.compareAndSet(this, seen, seen | NUDGED))) {
                return false;
            }
        }
    }

    @Override
    public void putBack(Envelope carried) {
        if (TAIL.compareAndSet(this, null, carried)) {
            head = carried;
            return;
        }
        var first = (Envelope) HEAD.getAcquire(this);
        while (first == null) {
            Thread.onSpinWait(); // its producer has exchanged the tail: this is its next step
            first = (Envelope) HEAD.getAcquire(this);
        }
        Envelope.LINK.set(carried, first);
        head = carried;
    }

    @Override
    public @Nullable Envelope poll() {
        var consumed = last;
        var envelope = behind(consumed);
        if (envelope != null) {
            if (consumed != null) {
                // Cut the chain: a consumed envelope in the old generation keeps those behind it alive.
                Envelope.LINK.set(consumed, null);
            }
            last = envelope;
            TAKEN.setRelease(this, taken + 1);
        }
        return envelope;
    }

    /** The envelope of the chain behind the one consumed last. */
    private @Nullable Envelope behind(@Nullable Envelope consumed) {
        if (consumed != null) {
            return (Envelope) Envelope.LINK.getAcquire(consumed);
        }
        var first = (Envelope) HEAD.getAcquire(this);
        if (first != null) {
            head = null;
        }
        return first;
    }

    /**
     * Keeps to local variables while producers are at work on the fields of this mailbox: what the two sides write lies
     * in one cache line, for the sake of idle actors' memory.
     */
    @Override
    public <C> boolean drain(@Nullable Envelope carried, Handler<C> handler, C context) {
        if (carried != null) {
            TAKEN.setRelease(this, taken + 1);
            if (!handler.handle(carried, context)) {
                return false;
            }
        }
        var consumed = last;
        var envelope = behind(consumed);
        if (envelope == null) {
            return true;
        }
        if (consumed != null) {
            Envelope.LINK.set(consumed, null); // as in poll
        }
        int count = taken;
        int mask = capacity < PUBLISH_ALWAYS_BELOW ? 0 : PUBLISH_INTERVAL - 1;
        boolean goOn = true;
        try {
            while (envelope != null && goOn) {
                consumed = envelope;
                count++;
                if ((count & mask) == 0) {
                    TAKEN.setRelease(this, count);
                }
                goOn = handler.handle(envelope, context);
                if (goOn) {
                    envelope = (Envelope) Envelope.LINK.getAcquire(consumed);
                }
            }
        } finally {
            last = consumed;
            TAKEN.setRelease(this, count);
        }
        return goOn;
    }

    @Override
    public boolean idle() {
        int seen = word;
        if ((seen & NUDGED) != 0) {
            WORD.getAndAdd(this, -NUDGED);
            return false;
        }
        int nothing = taken << COUNT_SHIFT;
        if (seen != nothing) {
            return false;
        }
        var consumed = last;
        if (consumed != null) {
            if (!TAIL.compareAndSet(this, consumed, null)) {
                return false;
            }
            last = null;
        }
        return WORD.compareAndSet(this, nothing, nothing | IDLE);
    }

    @Override
    public int depth() {
        // Refused producers may be counted in for a moment: never report more than there can be.
        return Math.clamp(waiting(word), 0, capacity);
    }

    @Override
    public int capacity() {
        return capacity;
    }

    @Override
    public int highWater() {
        return highWater;
    }

    @Override
    public int accepted() {
        return word >>> COUNT_SHIFT;
    }
}
