package dev.microkernel.remote.link;

import dev.microkernel.cell.Kernel;
import dev.microkernel.remote.Mount;
import dev.microkernel.remote.PeerInfo;
import dev.microkernel.time.Cancellable;
import dev.microkernel.wire.GoodbyeReason;
import java.net.SocketAddress;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.function.IntFunction;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps one peer mounted. After a failure it waits, first {@link #DELAY_MIN}, then twice as long each time up to {@link
 * #DELAY_MAX}; chance takes up to half of that away, so that nodes that lost a peer together do not come back together. A
 * link that lasted for {@link #DELAY_MAX} begins the count afresh.
 */
final class Redial implements Mount {

    static final Duration DELAY_MIN = Duration.ofMillis(100);
    static final Duration DELAY_MAX = Duration.ofSeconds(10);

    private static final Logger LOG = LoggerFactory.getLogger(Redial.class);
    private static final double JITTER = 0.5;

    private final Kernel kernel;
    private final Links links;
    private final List<SocketAddress> addresses;
    private final IntFunction<CompletableFuture<Link>> dial;
    private final Runnable release;
    private @Nullable NodeName known;
    private int failures;
    private @Nullable Link link;
    private @Nullable String lastError;
    private @Nullable Cancellable timer;
    private boolean closed;

    /**
     * Nothing is tried yet.
     *
     * @param dial tries the address of that index
     * @param release gives back what dialling took, when this is closed
     */
    Redial(
            Kernel kernel,
            Links links,
            List<? extends SocketAddress> addresses,
            IntFunction<CompletableFuture<Link>> dial,
            Runnable release) {
        this.kernel = kernel;
        this.links = links;
        this.addresses = List.copyOf(addresses);
        this.dial = dial;
        this.release = release;
    }

    void attempt() {
        int index;
        Link present;
        synchronized (this) {
            if (closed) {
                return;
            }
            index = failures % addresses.size();
            present = known == null ? null : links.linkWith(known);
        }
        if (present != null) {
            mounted(present); // the peer was first
            return;
        }
        var _ = dial.apply(index).whenComplete((mounted, failure) -> {
            if (failure == null) {
                mounted(mounted);
            } else {
                failed(failure instanceof CompletionException wrapped ? wrapped.getCause() : failure);
            }
        });
    }

    private void mounted(Link mounted) {
        synchronized (this) {
            if (!closed) {
                link = mounted;
                known = mounted.name();
                long began = kernel.time().nanoTime();
                var _ = mounted.ended()
                        .thenAccept(reason -> lost(reason, kernel.time().nanoTime() - began));
                return;
            }
        }
        mounted.close(GoodbyeReason.UNMOUNTED, "it was unmounted");
    }

    private void lost(String reason, long lastedNanos) {
        synchronized (this) {
            link = null;
            lastError = reason;
            if (lastedNanos >= DELAY_MAX.toNanos()) {
                failures = 0;
            }
            retry();
        }
    }

    private void failed(@Nullable Throwable failure) {
        var reason = failure == null ? "unknown" : String.valueOf(failure.getMessage());
        synchronized (this) {
            if (!closed && !reason.equals(lastError)) { // a peer that is off would fill the log
                LOG.atWarn().addKeyValue("addresses", addresses).log("{}; trying again", reason);
            }
            lastError = reason;
            retry();
        }
    }

    private void retry() {
        if (closed) {
            return;
        }
        long nanos = DELAY_MAX.toNanos();
        if (failures < Long.numberOfLeadingZeros(DELAY_MIN.toNanos()) - 1) {
            nanos = Math.min(nanos, DELAY_MIN.toNanos() << failures);
        }
        failures = Math.min(failures + 1, Integer.MAX_VALUE - 1);
        var delay =
                Duration.ofNanos((long) (nanos * (1 - JITTER * kernel.random().nextDouble())));
        timer = kernel.time().schedule(delay, this::attempt);
    }

    @Override
    public List<SocketAddress> addresses() {
        return addresses;
    }

    @Override
    public synchronized Optional<PeerInfo> peer() {
        return Optional.ofNullable(link).filter(present -> !present.isClosed()).map(Link::info);
    }

    @Override
    public synchronized Optional<String> lastError() {
        return Optional.ofNullable(lastError);
    }

    @Override
    public void close() {
        Link present;
        synchronized (this) {
            if (closed) {
                return;
            }
            closed = true;
            if (timer != null) {
                timer.cancel();
            }
            present = link;
        }
        links.remove(this);
        if (present != null) {
            present.close(GoodbyeReason.UNMOUNTED, "it was unmounted");
        }
        release.run();
    }
}
