package dev.microkernel.time;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One part of a {@link TimerWheel}: slots of doubly linked timers, one slot for each tick of 2^20 ns, about 4.3 s in
 * all. A timer that is due later than that goes round. All methods may be called from any thread.
 */
final class TimerStripe {

    private static final int TICK_SHIFT = 20;
    private static final int SLOTS = 4096;
    private static final int MASK = SLOTS - 1;

    /** A timer; linked into its slot until it fires or is cancelled. */
    static final class Timer implements Cancellable {
        final TimerStripe stripe;
        final Runnable action;
        /** The instant, of {@link System#nanoTime}, and the first tick that lies wholly behind it. */
        final long dueNanos;

        final long due;

        @Nullable
        Timer before;

        @Nullable
        Timer behind;

        boolean linked;

        Timer(TimerStripe stripe, Runnable action, long dueNanos, long due) {
            this.stripe = stripe;
            this.action = action;
            this.dueNanos = dueNanos;
            this.due = due;
        }

        @Override
        public void cancel() {
            stripe.cancel(this);
        }
    }

    private final @Nullable Timer[] slots = new @Nullable Timer[SLOTS];
    /** A bit for each slot with timers in it. */
    private final long[] used = new long[SLOTS / Long.SIZE];
    /** All ticks up to this one have been looked at. */
    private long passed;

    private int count;

    TimerStripe(long tick) {
        passed = tick;
    }

    /** The tick that an instant of {@link System#nanoTime} is in. */
    static long tickOf(long nanos) {
        return nanos >> TICK_SHIFT;
    }

    /** The instant at which a tick begins. */
    static long nanosOf(long tick) {
        return tick << TICK_SHIFT;
    }

    synchronized Timer add(long dueNanos, Runnable action) {
        var timer = new Timer(this, action, dueNanos, Math.max(tickOf(dueNanos), passed) + 1);
        int slot = (int) timer.due & MASK;
        var first = slots[slot];
        timer.behind = first;
        if (first != null) {
            first.before = timer;
        }
        slots[slot] = timer;
        used[slot >> 6] |= 1L << slot;
        timer.linked = true;
        count++;
        return timer;
    }

    private synchronized void cancel(Timer timer) {
        if (timer.linked) {
            unlink(timer);
        }
    }

    private void unlink(Timer timer) {
        var before = timer.before;
        var behind = timer.behind;
        if (behind != null) {
            behind.before = before;
        }
        if (before != null) {
            before.behind = behind;
        } else {
            int slot = (int) timer.due & MASK;
            slots[slot] = behind;
            if (behind == null) {
                used[slot >> 6] &= ~(1L << slot);
            }
        }
        timer.before = null;
        timer.behind = null;
        timer.linked = false;
        count--;
    }

    /**
     * Takes out the timers that are due, in no order.
     *
     * @param now the present tick
     * @return the tick to look at next, {@link Long#MAX_VALUE} if there are no timers
     */
    synchronized long expire(long now, List<Timer> due) {
        // After a long sleep every slot is looked at once, not every tick.
        for (long tick = Math.max(passed + 1, now - MASK); tick <= now; tick++) {
            takeDue((int) tick & MASK, now, due);
        }
        passed = Math.max(passed, now);
        return nextUsed();
    }

    private void takeDue(int slot, long now, List<Timer> due) {
        var timer = slots[slot];
        while (timer != null) {
            var behind = timer.behind;
            if (timer.due <= now) {
                unlink(timer);
                due.add(timer);
            }
            timer = behind;
        }
    }

    /** The first tick after the passed ones whose slot is in use, if only by timers of a later round. */
    private long nextUsed() {
        long first = passed + 1;
        for (int i = 0; i <= used.length; i++) {
            long tick = i == 0 ? first : ((first >> 6) + i) << 6;
            long bits = used[(int) (tick & MASK) >> 6] >>> (tick & 63);
            if (bits != 0) {
                return tick + Long.numberOfTrailingZeros(bits);
            }
        }
        return Long.MAX_VALUE;
    }

    /** How many timers are set. */
    synchronized int count() {
        return count;
    }

    synchronized void clear() {
        for (int slot = 0; slot < SLOTS; slot++) {
            for (var timer = slots[slot]; timer != null; timer = slots[slot]) {
                unlink(timer);
            }
        }
    }
}
