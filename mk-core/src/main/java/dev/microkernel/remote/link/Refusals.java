package dev.microkernel.remote.link;

import dev.microkernel.remote.Refusal;
import dev.microkernel.time.TimeSource;
import java.net.SocketAddress;
import java.time.Duration;
import java.util.Collections;
import java.util.EnumMap;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.atomic.LongAdder;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Counts what is refused, and logs it: of each kind a few lines in a while, so that strangers cannot fill the disk. */
final class Refusals {

    private static final Logger LOG = LoggerFactory.getLogger(Refusals.class);

    private static final Duration WHILE = Duration.ofSeconds(10);
    private static final int LINES_MAX = 20;

    /** How many lines there were; guarded by itself. */
    private static final class Lines {
        private long beganNanos;
        private int written;
        private long kept;
    }

    private final TimeSource time;
    private final Map<Refusal, LongAdder> counts = new EnumMap<>(Refusal.class);
    private final Map<Refusal, Lines> lines = new EnumMap<>(Refusal.class);

    Refusals(TimeSource time) {
        this.time = time;
        for (var kind : Refusal.values()) {
            counts.put(kind, new LongAdder());
            lines.put(kind, new Lines());
        }
    }

    /** Counts a connection that is refused, and says why. */
    void connection(Connection connection, Refusal kind, String why) {
        add(kind, connection.address(), "Refused a connection from " + connection.address() + ": " + why);
    }

    /** Counts what is refused of a peer, and says why. */
    void ofPeer(Link link, Refusal kind, String why) {
        add(kind, link.toString(), "Refused what came from " + link + ": " + why);
    }

    /** Counts a datagram that belongs to no link, and says why. */
    void datagram(SocketAddress from, Refusal kind, String why) {
        var address = Links.text(from);
        add(kind, address, "Refused a datagram from " + address + ": " + why);
    }

    private void add(Refusal kind, String from, String text) {
        Objects.requireNonNull(counts.get(kind)).increment();
        var ofKind = Objects.requireNonNull(lines.get(kind));
        long kept;
        synchronized (ofKind) {
            long now = time.nanoTime();
            if (ofKind.written == 0 || now - ofKind.beganNanos >= WHILE.toNanos()) {
                ofKind.beganNanos = now;
                ofKind.written = 0;
            }
            if (ofKind.written == LINES_MAX) {
                ofKind.kept++;
                return;
            }
            ofKind.written++;
            kept = ofKind.kept;
            ofKind.kept = 0;
        }
        LOG.atWarn()
                .addKeyValue("refusal", kind)
                .addKeyValue("from", from)
                .log(kept == 0 ? text : text + " (and " + kept + " more of the kind before it)");
    }

    long connections() {
        long sum = 0;
        for (var entry : counts.entrySet()) {
            sum += entry.getKey().isConnection() ? entry.getValue().sum() : 0;
        }
        return sum;
    }

    Map<Refusal, Long> counts() {
        var now = new EnumMap<Refusal, Long>(Refusal.class);
        counts.forEach((kind, count) -> now.put(kind, count.sum()));
        return Collections.unmodifiableMap(now);
    }
}
