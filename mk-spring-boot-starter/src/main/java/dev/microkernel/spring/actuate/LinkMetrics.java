package dev.microkernel.spring.actuate;

import dev.microkernel.remote.Refusal;
import dev.microkernel.system.ActorSystem;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.binder.MeterBinder;
import java.util.Locale;

/** {@code mk.links}: the nodes connected now; {@code mk.link.refusals}: what was refused of others, by kind. */
public final class LinkMetrics implements MeterBinder {

    private final ActorSystem system;

    /** For one system. */
    public LinkMetrics(ActorSystem system) {
        this.system = system;
    }

    @Override
    public void bindTo(MeterRegistry registry) {
        Gauge.builder("mk.links", system, node -> node.peers().size())
                .description("Nodes that are connected")
                .baseUnit("nodes")
                .register(registry);
        for (var kind : Refusal.values()) {
            FunctionCounter.builder("mk.link.refusals", system, node -> count(node, kind))
                    .description("Connections, names and messages of other nodes that were refused")
                    .tag("refusal", kind.name().toLowerCase(Locale.ROOT))
                    .register(registry);
        }
    }

    private static double count(ActorSystem system, Refusal kind) {
        return system.refusals().getOrDefault(kind, 0L);
    }
}
