package dev.microkernel.remote.link;

import dev.microkernel.time.Cancellable;
import dev.microkernel.time.TimeSource;
import dev.microkernel.wire.LinkMessage.Ping;
import dev.microkernel.wire.LinkMessageCodec;
import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Asks the peer every heartbeat whether it is alive, measures how long the answer takes, and knows when it is not. */
final class Heart {

    /** After so many of its heartbeats of silence the peer is gone. */
    static final int SILENCE_MAX = 3;

    /** How much of a new measurement counts: an eighth, as for TCP (RFC 6298). */
    private static final int SMOOTHING = 8;

    private final Link link;
    private final TimeSource time;
    private final Duration interval;
    private final long peerIntervalNanos;
    private final Runnable beat;
    private volatile long heardNanos;
    private volatile long roundTripNanos;

    /** The PING that is not answered yet, by the time at which it was sent; 0 for none. */
    private volatile long pinged;

    private @Nullable Cancellable timer;
    private boolean stopped;

    /**
     * A heart that does not beat yet.
     *
     * @param beat what else is to be done with every beat
     */
    Heart(Link link, TimeSource time, Duration interval, Duration ofPeer, Runnable beat) {
        this.link = link;
        this.time = time;
        this.interval = interval;
        this.peerIntervalNanos = ofPeer.toNanos();
        this.beat = beat;
        this.heardNanos = time.nanoTime();
    }

    void start() {
        ping();
    }

    private void ping() {
        long now = time.nanoTime();
        pinged = now == 0 ? 1 : now;
        link.put(Outbound.Latest.PING, LinkMessageCodec.encode(new Ping(pinged)));
        synchronized (this) {
            if (!stopped) {
                timer = time.schedule(interval, this::onBeat);
            }
        }
    }

    private void onBeat() {
        long silentNanos = time.nanoTime() - heardNanos;
        if (silentNanos >= SILENCE_MAX * peerIntervalNanos) {
            link.close(
                    "it has said nothing for " + Duration.ofNanos(silentNanos).toMillis() + " ms");
            return;
        }
        beat.run();
        ping();
    }

    /** Something has come from the peer. */
    void heard() {
        heardNanos = time.nanoTime();
    }

    void onPong(long token) {
        long asked = pinged;
        if (asked == 0 || token != asked) {
            return; // the answer to an earlier one, or to none
        }
        pinged = 0;
        long took = time.nanoTime() - asked;
        long smooth = roundTripNanos;
        roundTripNanos = smooth == 0 ? Math.max(1, took) : smooth + (took - smooth) / SMOOTHING;
    }

    /** Whether nothing was heard for a heartbeat and a half. */
    boolean isSilent() {
        return time.nanoTime() - heardNanos > peerIntervalNanos + peerIntervalNanos / 2;
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
