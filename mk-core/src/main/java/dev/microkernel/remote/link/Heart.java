package dev.microkernel.remote.link;

import dev.microkernel.time.Cancellable;
import dev.microkernel.time.TimeSource;
import dev.microkernel.wire.Frame;
import java.time.Duration;
import java.util.Optional;
import java.util.function.LongFunction;
import org.jspecify.annotations.Nullable;

/** Asks the peer every heartbeat whether it is alive, measures how long the answer takes, and knows when it is not. */
final class Heart {

    /** How much of a new measurement counts: an eighth, as for TCP (RFC 6298). */
    private static final int SMOOTHING = 8;

    private final Link link;
    private final TimeSource time;
    private final Duration interval;
    private final long patienceNanos;
    private final LongFunction<Frame> question;
    private final Runnable beat;
    private volatile long heardNanos;
    private volatile long roundTripNanos;

    /** The question that is not answered yet, by the time at which it was sent; 0 for none. */
    private volatile long pinged;

    /** Whether the peer is known to answer. */
    private volatile boolean answers;

    private @Nullable Cancellable timer;
    private boolean stopped;

    /**
     * A heart that does not beat yet.
     *
     * @param patience after how much silence the peer is gone
     * @param answers whether the peer must answer; if not, silence means something only when it has answered once
     * @param question asks the peer, and has it give that token back, not 0
     * @param beat what else is to be done with every beat
     */
    Heart(
            Link link,
            TimeSource time,
            Duration interval,
            Duration patience,
            boolean answers,
            LongFunction<Frame> question,
            Runnable beat) {
        this.link = link;
        this.time = time;
        this.interval = interval;
        this.patienceNanos = patience.toNanos();
        this.answers = answers;
        this.question = question;
        this.beat = beat;
        this.heardNanos = time.nanoTime();
    }

    void start() {
        ask();
    }

    private void ask() {
        long now = time.nanoTime();
        pinged = now == 0 ? 1 : now;
        link.put(Outbound.Latest.PING, question.apply(pinged));
        synchronized (this) {
            if (!stopped) {
                timer = time.schedule(interval, this::onBeat);
            }
        }
    }

    private void onBeat() {
        long silentNanos = time.nanoTime() - heardNanos;
        if (answers && silentNanos >= patienceNanos) {
            link.close(
                    "it has said nothing for " + Duration.ofNanos(silentNanos).toMillis() + " ms");
            return;
        }
        beat.run();
        ask();
    }

    /** Something has come from the peer. */
    void heard() {
        heardNanos = time.nanoTime();
    }

    void onAnswer(long token) {
        answers = true;
        long asked = pinged;
        if (asked == 0 || token != asked) {
            return; // the answer to an earlier one, or to none
        }
        pinged = 0;
        long took = time.nanoTime() - asked;
        long smooth = roundTripNanos;
        roundTripNanos = smooth == 0 ? Math.max(1, took) : smooth + (took - smooth) / SMOOTHING;
    }

    /** Whether nothing was heard for half of the patience. */
    boolean isSilent() {
        return answers && time.nanoTime() - heardNanos > patienceNanos / 2;
    }

    Optional<Duration> roundTrip() {
        long nanos = roundTripNanos;
        return nanos == 0 ? Optional.empty() : Optional.of(Duration.ofNanos(nanos));
    }

    synchronized void stop() {
        stopped = true;
        if (timer != null) {
            timer.cancel();
        }
    }
}
