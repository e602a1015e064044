package dev.microkernel.time;

import java.time.Duration;
import java.time.Instant;

/** The machine's clock, with one daemon thread for timers. */
public final class SystemTime implements TimeSource {

    private final CoarseClock coarse = new CoarseClock(System.nanoTime());
    private final TimerWheel timers;

    /**
     * Starts the timer thread with the first timer.
     *
     * @param threadName name of the timer thread
     */
    public SystemTime(String threadName) {
        timers = new TimerWheel(threadName, this::refresh);
    }

    @Override
    public long nanoTime() {
        return System.nanoTime();
    }

    @Override
    public Instant now() {
        return Instant.now();
    }

    @Override
    public CoarseClock coarse() {
        return coarse;
    }

    @Override
    public void refresh() {
        coarse.moveTo(System.nanoTime());
    }

    @Override
    public Cancellable schedule(Duration delay, Runnable action) {
        return timers.schedule(delay, action);
    }

    @Override
    public long timersWaiting() {
        return timers.waiting();
    }

    @Override
    public long timersFired() {
        return timers.fired();
    }

    @Override
    public void close() {
        timers.close();
    }
}
