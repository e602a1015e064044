package dev.microkernel.time;

import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;

/**
 * The time of one simulated node: its monotonic clock is that of all nodes, its wall clock can be wrong by any amount,
 * and its timers end with it.
 */
public final class NodeTime implements TimeSource {

    private final VirtualTime shared;
    private Duration error = Duration.ZERO;
    private volatile boolean closed;
    private final AtomicLong waiting = new AtomicLong();
    private final AtomicLong fired = new AtomicLong();

    /** A node whose wall clock is right. */
    public NodeTime(VirtualTime shared) {
        this.shared = shared;
    }

    /** Moves the wall clock, forward or back, and nothing else. */
    public void jump(Duration by) {
        error = error.plus(by);
    }

    @Override
    public long nanoTime() {
        return shared.nanoTime();
    }

    @Override
    public Instant now() {
        return shared.now().plus(error);
    }

    @Override
    public CoarseClock coarse() {
        return shared.coarse();
    }

    @Override
    public void refresh() {
        shared.refresh();
    }

    @Override
    public Cancellable schedule(Duration delay, Runnable action) {
        if (closed) {
            return () -> {};
        }
        var pending = new AtomicBoolean(true);
        waiting.incrementAndGet();
        var timer = shared.schedule(delay, () -> {
            if (pending.getAndSet(false)) {
                waiting.decrementAndGet();
                if (!closed) {
                    fired.incrementAndGet();
                    action.run();
                }
            }
        });
        return () -> {
            if (pending.getAndSet(false)) {
                waiting.decrementAndGet();
            }
            timer.cancel();
        };
    }

    @Override
    public long timersWaiting() {
        return closed ? 0 : waiting.get();
    }

    @Override
    public long timersFired() {
        return fired.get();
    }

    @Override
    public void close() {
        closed = true;
    }
}
