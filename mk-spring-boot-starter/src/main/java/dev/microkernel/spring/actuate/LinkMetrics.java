package dev.microkernel.spring.actuate;

import dev.microkernel.remote.PeerInfo;
import dev.microkernel.remote.Refusal;
import dev.microkernel.system.ActorSystem;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.TimeGauge;
import io.micrometer.core.instrument.binder.MeterBinder;
import java.time.Duration;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.ToDoubleFunction;
import java.util.function.ToLongFunction;

/**
 * {@code mk.links}, {@code mk.link.*} and {@code mk.mounts}: the nodes connected now, what has passed and what waits to, and
 * what was refused of others. Of all nodes together: one of them is for {@code /actuator/nodes}.
 */
public final class LinkMetrics implements MeterBinder {

    private final ActorSystem system;

    /** For one system. */
    public LinkMetrics(ActorSystem system) {
        this.system = system;
    }

    @Override
    public void bindTo(MeterRegistry registry) {
        gauge(
                registry,
                "mk.links",
                "nodes",
                "Nodes that are connected",
                node -> node.peers().size());
        gauge(
                registry,
                "mk.link.queue",
                "frames",
                "Messages that wait to be written to other nodes",
                node -> sum(node, PeerInfo::queuedFrames));
        gauge(
                registry,
                "mk.link.queue.size",
                "bytes",
                "The bytes of these messages",
                node -> sum(node, PeerInfo::queuedBytes));
        TimeGauge.builder("mk.link.round.trip", system, TimeUnit.NANOSECONDS, LinkMetrics::longestRoundTrip)
                .description("The longest round-trip time of all links")
                .register(registry);
        mounts(registry, "connected", true);
        mounts(registry, "waiting", false);
        traffic(registry, "mk.link.frames", "frames", "received", PeerInfo.Traffic::framesReceived);
        traffic(registry, "mk.link.frames", "frames", "sent", PeerInfo.Traffic::framesSent);
        traffic(registry, "mk.link.frames", "frames", "dropped", PeerInfo.Traffic::framesDropped);
        traffic(registry, "mk.link.traffic", "bytes", "received", PeerInfo.Traffic::bytesReceived);
        traffic(registry, "mk.link.traffic", "bytes", "sent", PeerInfo.Traffic::bytesSent);
        for (var kind : Refusal.values()) {
            FunctionCounter.builder(
                            "mk.link.refusals", system, node -> node.refusals().getOrDefault(kind, 0L))
                    .description("Connections, names and messages of other nodes that were refused")
                    .tag("refusal", kind.name().toLowerCase(Locale.ROOT))
                    .register(registry);
        }
    }

    private static long sum(ActorSystem node, ToLongFunction<PeerInfo> figure) {
        return node.peers().stream().mapToLong(figure).sum();
    }

    private static double longestRoundTrip(ActorSystem node) {
        return node.peers().stream()
                .map(PeerInfo::roundTrip)
                .flatMap(Optional::stream)
                .mapToLong(Duration::toNanos)
                .max()
                .orElse(0);
    }

    private void gauge(
            MeterRegistry registry, String name, String unit, String text, ToDoubleFunction<ActorSystem> value) {
        Gauge.builder(name, system, value).description(text).baseUnit(unit).register(registry);
    }

    private void mounts(MeterRegistry registry, String state, boolean connected) {
        Gauge.builder(
                        "mk.mounts",
                        system,
                        node -> node.mounts().stream()
                                .filter(mount -> mount.peer().isPresent() == connected)
                                .count())
                .description("Nodes that are to be kept mounted, by whether they are connected")
                .baseUnit("nodes")
                .tag("state", state)
                .register(registry);
    }

    private void traffic(
            MeterRegistry registry,
            String name,
            String unit,
            String direction,
            ToLongFunction<PeerInfo.Traffic> figure) {
        FunctionCounter.builder(
                        name, system, node -> figure.applyAsLong(node.metrics().traffic()))
                .description(
                        "What has passed on links with other nodes; dropped is what was not believed or not permitted")
                .baseUnit(unit)
                .tag("direction", direction)
                .register(registry);
    }
}
