package dev.microkernel.time;

import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.PriorityQueue;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Time that stands still until a test moves it. Timers fire on the thread that calls {@link #advance}, in the order of
 * their due times, those of the same instant in the order in which they were set.
 */
public final class VirtualTime implements TimeSource {

    private static final Instant ORIGIN = Instant.parse("2000-01-01T00:00:00Z");

    private final PriorityQueue<Timer> timers =
            new PriorityQueue<>(Comparator.comparingLong(Timer::due).thenComparingLong(Timer::order));
    private final CoarseClock coarse = new CoarseClock(0);
    private long nanos;
    private long timersSet;
    private boolean closed;
    private long timersFired;

    private record Timer(long due, long order, Runnable action) {}

    @Override
    public synchronized long nanoTime() {
        return nanos;
    }

    @Override
    public synchronized Instant now() {
        return ORIGIN.plusNanos(nanos);
    }

    @Override
    public CoarseClock coarse() {
        return coarse;
    }

    @Override
    public void refresh() {
        // It always is: whoever moves the time moves both.
    }

    @Override
    public synchronized Cancellable schedule(Duration delay, Runnable action) {
        var timer = new Timer(nanos + TimerWheel.nanos(delay), timersSet++, action);
        if (!closed) {
            timers.add(timer);
        }
        return () -> cancel(timer);
    }

    /**
     * Moves time forward and fires what becomes due on the way, also what the fired timers set.
     *
     * @param amount how far; not negative
     */
    public void advance(Duration amount) {
        advance(amount, () -> {});
    }

    /**
     * Moves time forward as {@link #advance(Duration)}, letting the caller's work settle after every fired timer, so
     * that what the work sets at that instant counts from that instant.
     *
     * @param amount how far; not negative
     * @param settle run once before the first and once after every fired timer, without a lock held
     */
    public void advance(Duration amount, Runnable settle) {
        var _ = advanceUntil(() -> false, amount, settle);
    }

    /**
     * Moves time forward, at most so far, until a condition holds, which is looked at once before and after everything
     * that settles. Time stops at that very instant.
     *
     * @param settle as in {@link #advance(Duration, Runnable)}
     * @return whether it holds
     */
    public boolean advanceUntil(BooleanSupplier condition, Duration atMost, Runnable settle) {
        if (atMost.isNegative()) {
            throw new IllegalArgumentException("time moves forward only, amount=" + atMost);
        }
        settle.run();
        long end = nanoTime() + atMost.toNanos();
        while (!condition.getAsBoolean()) {
            var timer = takeDue(end);
            if (timer == null) {
                return condition.getAsBoolean(); // which may look at the time
            }
            timer.action().run();
            settle.run();
        }
        return true;
    }

    @Override
    public synchronized long timersWaiting() {
        return timers.size();
    }

    @Override
    public synchronized long timersFired() {
        return timersFired;
    }

    @Override
    public synchronized void close() {
        closed = true;
        timers.clear();
    }

    /** Takes the next timer due at or before an instant and moves the clock to it; or moves the clock to the end. */
    private synchronized @Nullable Timer takeDue(long end) {
        var next = timers.peek();
        if (next == null || next.due() > end) {
            moveTo(end);
            return null;
        }
        moveTo(next.due());
        timersFired++;
        return timers.poll();
    }

    private void moveTo(long newNanos) {
        nanos = newNanos;
        coarse.moveTo(newNanos);
    }

    private synchronized void cancel(Timer timer) {
        timers.remove(timer);
    }
}
