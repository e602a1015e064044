package dev.microkernel.time;

import java.time.Duration;
import java.time.Instant;

/**
 * A clock and the timers that follow it. Nothing outside this package reads the machine's clock, so that a system can
 * be run on {@linkplain VirtualTime virtual time}. All methods may be called from any thread.
 */
public interface TimeSource {

    /** Monotonic time in nanoseconds from an arbitrary origin; compare values by their difference only. */
    long nanoTime();

    /**
     * The value of {@link #nanoTime} when a delay is over: now if it is negative, and no later than half of the range of
     * {@code long} from now, so that it stays comparable by difference.
     */
    default long deadline(Duration delay) {
        return nanoTime() + TimerWheel.nanos(delay);
    }

    /** Wall-clock time; for people and records, never for measuring how long something took. */
    Instant now();

    /** A view of {@link #nanoTime} that costs a read of memory. */
    CoarseClock coarse();

    /** Brings {@link #coarse} up to date. */
    void refresh();

    /**
     * Runs an action once, when a delay is over: never before, at most about a millisecond after it while the machine
     * keeps up.
     *
     * @param delay how long to wait; zero or less means as soon as possible
     * @param action what to run, on the timer's thread: it must be short and must not block
     * @return a handle that keeps the action from running, if it has not begun
     */
    Cancellable schedule(Duration delay, Runnable action);

    /** How many timers have been set that have neither fired nor been cancelled. */
    long timersWaiting();

    /** How many timers have fired. */
    long timersFired();

    /**
     * Drops all timers that have not fired; those set from now on never fire. Idempotent.
     */
    void close();
}
