package dev.microkernel.spring.actuate;

import dev.microkernel.system.ActorSystem;
import dev.microkernel.system.SystemMetrics.TypeMetrics;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.TimeGauge;
import io.micrometer.core.instrument.binder.MeterBinder;
import java.util.concurrent.TimeUnit;
import java.util.function.ToDoubleFunction;

/**
 * {@code mk.actors} and {@code mk.mailbox.*}: how many actors of each type there are, what waits for them, for how long, and
 * what they did not take. Nothing is counted while messages flow: the tree is walked when somebody scrapes, once for all
 * types.
 */
public final class MailboxMetrics implements MeterBinder {

    private final ActorSystem system;
    private final ActorLoads loads;

    /** For one system. */
    public MailboxMetrics(ActorSystem system) {
        this.system = system;
        this.loads = new ActorLoads(system);
    }

    @Override
    public void bindTo(MeterRegistry registry) {
        system.metrics().forEachType(type -> bind(registry, type));
    }

    private void bind(MeterRegistry registry, TypeMetrics metrics) {
        var type = metrics.type();
        Gauge.builder("mk.actors", () -> loads.of(type).actors())
                .description("Actors that there are")
                .baseUnit("actors")
                .tag("actor.type", type)
                .register(registry);
        Gauge.builder("mk.mailbox.depth", () -> loads.of(type).waiting())
                .description("Messages that wait in the mailboxes of actors of this type")
                .baseUnit("messages")
                .tag("actor.type", type)
                .register(registry);
        TimeGauge.builder("mk.mailbox.age", () -> loads.of(type).oldest().toNanos(), TimeUnit.NANOSECONDS)
                .description("For how long the oldest message of all these mailboxes has been waiting")
                .tag("actor.type", type)
                .register(registry);
        drops(registry, type, "refused", system -> metrics.refused());
        drops(registry, type, "dropped_newest", system -> metrics.droppedNewest());
        drops(registry, type, "dropped_oldest", system -> metrics.droppedOldest());
    }

    private void drops(MeterRegistry registry, String type, String reason, ToDoubleFunction<ActorSystem> count) {
        FunctionCounter.builder("mk.mailbox.drops", system, count)
                .description("Messages that full mailboxes did not take, or shed")
                .baseUnit("messages")
                .tag("actor.type", type)
                .tag("reason", reason)
                .register(registry);
    }
}
