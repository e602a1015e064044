package dev.microkernel.cell;

import dev.microkernel.time.Cancellable;
import dev.microkernel.time.TimeSource;
import java.time.Duration;
import java.util.Arrays;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The asks that wait for a reply, and their time-outs. Nearly every ask is answered long before its time is up, by
 * another thread than the one that asked; so an ask is put down here and never taken back: it is dropped, done, when
 * the table is full or a time-out is due, which costs each ask a look or two. One timer for each part of the table is
 * set for the earliest deadline in it. Bounded by twice the asks that wait, each of which has a time-out.
 */
final class PendingAsks {

    private static final int PARTS = 8;
    private static final int CAPACITY_MIN = 1024;

    private final Part[] parts = new Part[PARTS];

    PendingAsks(TimeSource time) {
        Arrays.setAll(parts, i -> new Part(time));
    }

    /** Has an ask time out at its deadline. */
    void add(AskRef<?> ask) {
        parts[(int) Thread.currentThread().threadId() & (PARTS - 1)].add(ask);
    }

    /** Visits the asks that still wait. */
    void forEach(Consumer<AskRef<?>> visitor) {
        for (var part : parts) {
            for (var ask : part.waiting()) {
                visitor.accept(ask);
            }
        }
    }

    /** What the threads have asked whose ids meet in this part. */
    private static final class Part {
        private final TimeSource time;
        private @Nullable AskRef<?>[] asks = new AskRef<?>[CAPACITY_MIN];
        private int count;
        private @Nullable Cancellable timer;
        private long timerNanos;

        Part(TimeSource time) {
            this.time = time;
        }

        synchronized void add(AskRef<?> ask) {
            if (count == asks.length) {
                dropDone();
                if (count > asks.length / 2) {
                    asks = Arrays.copyOf(asks, 2 * asks.length);
                }
            }
            asks[count++] = ask;
            if (timer == null || ask.deadlineNanos() - timerNanos < 0) {
                setTimer(ask.deadlineNanos());
            }
        }

        private void setTimer(long nanos) {
            if (timer != null) {
                timer.cancel();
            }
            timerNanos = nanos;
            timer = time.schedule(Duration.ofNanos(nanos - time.nanoTime()), this::onTimer);
        }

        private void dropDone() {
            int kept = 0;
            for (int i = 0; i < count; i++) {
                var ask = asks[i];
                if (ask != null && !ask.isStopped()) {
                    asks[kept++] = ask;
                }
            }
            Arrays.fill(asks, kept, count, null);
            count = kept;
        }

        /** Sets the timer for the next deadline and times out what is due. */
        private void onTimer() {
            for (var ask : takeDue()) {
                ask.timeOut();
            }
        }

        private synchronized AskRef<?>[] takeDue() {
            timer = null;
            dropDone();
            long now = time.nanoTime();
            var due = new AskRef<?>[count];
            int dueCount = 0;
            int kept = 0;
            long earliest = Long.MAX_VALUE;
            for (int i = 0; i < count; i++) {
                var ask = asks[i];
                if (ask == null) {
                    continue;
                }
                long left = ask.deadlineNanos() - now;
                if (left <= 0) {
                    due[dueCount++] = ask;
                } else {
                    asks[kept++] = ask;
                    earliest = Math.min(earliest, left);
                }
            }
            Arrays.fill(asks, kept, count, null);
            count = kept;
            if (asks.length > CAPACITY_MIN && count < asks.length / 8) {
                asks = Arrays.copyOf(asks, Math.max(CAPACITY_MIN, asks.length / 2));
            }
            if (earliest != Long.MAX_VALUE) {
                setTimer(now + earliest);
            }
            return Arrays.copyOf(due, dueCount);
        }

        private synchronized AskRef<?>[] waiting() {
            dropDone();
            return Arrays.stream(asks, 0, count).toArray(AskRef<?>[]::new);
        }
    }
}
