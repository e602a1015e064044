package dev.microkernel.mailbox;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import org.jspecify.annotations.Nullable;

/**
 * The default mailbox: a linked queue for many producers and one consumer (after D. Vyukov's intrusive MPSC queue),
 * entered by one atomic exchange, with the actor's idleness as a value of its tail.
 *
 * <p>The argument. {@code tail} is {@link #IDLE}, or the envelope that was put in last. Every producer exchanges the
 * tail for its envelope, so the envelopes form one total order. A producer that got an envelope back links its own
 * behind it. The one that got {@code IDLE} back owns the idle actor at that moment, and nobody else can until the
 * actor goes idle again; it stores the consumer's {@code cursor} and schedules the actor, whose queue publishes
 * that store. The consumer goes idle by exchanging the tail from the envelope it consumed last to {@code IDLE}: this
 * fails exactly if a producer has exchanged the tail since, in which case there is, or is about to be, a link to
 * follow. So either the consumer sees the envelope, or its producer sees the idleness: none is lost.
 *
 * <p>The bound is a ticket: a producer that does not find the actor idle counts itself in first, and out again if that
 * was too many. The message that finds the actor idle takes no ticket, which spares an atomic step where actors answer
 * each other; it waits as long as the consumer has not {@code begun}. The consumer takes that back before it goes
 * idle, so whoever sees a tail that is not idle sees that, too. While refused
 * producers are on their way out, others may be refused although a place has just come free; never are more than
 * {@code capacity} messages waiting.
 */
@SuppressWarnings("ReferenceEquality") // IDLE is a single object
final class LinkedMailbox implements Mailbox {

    private static final Envelope IDLE = Envelope.nudge();

    private static final VarHandle TAIL;
    private static final VarHandle OFFERED;
    private static final VarHandle TAKEN;
    private static final VarHandle HIGH_WATER;

    static {
        try {
            var lookup = MethodHandles.lookup();
            TAIL = lookup.findVarHandle(LinkedMailbox.class, "tail", Envelope.class);
            OFFERED = lookup.findVarHandle(LinkedMailbox.class, "offered", int.class);
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
    private volatile Envelope tail = IDLE;

    @SuppressWarnings("FieldMayBeFinal") // through OFFERED
    private volatile int offered;

    private volatile int highWater;

    // Consumer; handed over with the turn.

    /** What found the actor idle, set by its producer; once the consumer has begun, the envelope it consumed last. */
    private @Nullable Envelope cursor;

    private boolean begun;
    private int taken;

    LinkedMailbox(int capacity) {
        this.capacity = capacity;
    }

    @Override
    public Offer offer(Envelope envelope) {
        if (tail == IDLE && TAIL.compareAndSet(this, IDLE, envelope)) {
            cursor = envelope;
            if (highWater == 0) {
                raiseHighWater(1);
            }
            return Offer.ACCEPTED_IDLE;
        }
        int waiting = (int) OFFERED.getAndAdd(this, 1) - (int) TAKEN.getAcquire(this);
        if (waiting >= capacity - 1 && (waiting >= capacity || firstWaits())) {
            OFFERED.getAndAdd(this, -1);
            return Offer.FULL;
        }
        if (waiting >= highWater) {
            raiseHighWater(waiting + 1);
        }
        if (append(envelope)) {
            OFFERED.getAndAdd(this, -1); // it found the actor idle after all
            return Offer.ACCEPTED_IDLE;
        }
        return Offer.ACCEPTED;
    }

    /** Whether the message waits that found the actor idle. One that is just coming in counts. */
    private boolean firstWaits() {
        if (tail == IDLE || begun) {
            return false;
        }
        var first = cursor;
        return first == null || !first.isNudge();
    }

    private void raiseHighWater(int waiting) {
        for (int known = highWater; known < waiting; known = highWater) {
            if (HIGH_WATER.compareAndSet(this, known, waiting)) {
                return;
            }
        }
    }

    @Override
    public boolean nudge() {
        return append(Envelope.nudge());
    }

    private boolean append(Envelope envelope) {
        var previous = (Envelope) TAIL.getAndSet(this, envelope);
        if (previous == IDLE) {
            cursor = envelope;
            return true;
        }
        Envelope.NEXT.setRelease(previous, envelope);
        return false;
    }

    @Override
    public @Nullable Envelope poll() {
        var first = takeFirst();
        if (first != null) {
            return first;
        }
        for (var envelope = behindCursor(); envelope != null; envelope = behindCursor()) {
            cursor = envelope;
            if (!envelope.isNudge()) {
                TAKEN.setRelease(this, taken + 1);
                return envelope;
            }
        }
        return null;
    }

    /**
     * Keeps to local variables while producers are at work on the fields of this mailbox: what the two sides write lies
     * in one cache line, for the sake of idle actors' memory.
     */
    @Override
    public <C> boolean drain(Handler<C> handler, C context) {
        var first = takeFirst();
        if (first != null && !handler.handle(first, context)) {
            return false;
        }
        var envelope = behindCursor();
        if (envelope == null) {
            return true;
        }
        var consumed = envelope;
        int consumedCount = taken;
        int mask = capacity < PUBLISH_ALWAYS_BELOW ? 0 : PUBLISH_INTERVAL - 1;
        boolean goOn = true;
        try {
            while (envelope != null && goOn) {
                consumed = envelope;
                if (!envelope.isNudge()) {
                    consumedCount++;
                    if ((consumedCount & mask) == 0) {
                        TAKEN.setRelease(this, consumedCount);
                    }
                    goOn = handler.handle(envelope, context);
                }
                if (goOn) {
                    envelope = (Envelope) Envelope.NEXT.getAcquire(consumed);
                }
            }
        } finally {
            cursor = consumed;
            TAKEN.setRelease(this, consumedCount);
        }
        return goOn;
    }

    /** Takes what found the actor idle, unless that was a nudge or has been taken. */
    private @Nullable Envelope takeFirst() {
        var first = cursor;
        if (begun || first == null) {
            return null;
        }
        begun = true; // and so the cursor is the envelope consumed last
        return first.isNudge() ? null : first;
    }

    /** The envelope behind the last one consumed. */
    private @Nullable Envelope behindCursor() {
        var consumed = cursor;
        if (consumed == null) {
            return null;
        }
        var next = (Envelope) Envelope.NEXT.getAcquire(consumed);
        if (next != null) {
            // Cut the chain now and then: a consumed envelope in the old generation keeps those behind it alive.
            Envelope.NEXT.set(consumed, null);
        }
        return next;
    }

    @Override
    public boolean idle() {
        var consumed = cursor;
        if (!begun) {
            return false;
        }
        // Cleared before the exchange: after it, the fields belong to the next turn.
        begun = false;
        cursor = null;
        if (TAIL.compareAndSet(this, consumed, IDLE)) {
            return true;
        }
        cursor = consumed;
        begun = true;
        return false;
    }

    @Override
    public int depth() {
        // Refused producers may be counted in for a moment: never report more than there can be.
        int waiting = (int) OFFERED.getAcquire(this) - (int) TAKEN.getAcquire(this) + (firstWaits() ? 1 : 0);
        return Math.clamp(waiting, 0, capacity);
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
        return (int) OFFERED.getAcquire(this);
    }
}
