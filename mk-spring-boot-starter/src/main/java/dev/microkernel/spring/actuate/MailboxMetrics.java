package dev.microkernel.spring.actuate;

import dev.microkernel.actor.ActorInfo;
import dev.microkernel.system.ActorSystem;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.binder.MeterBinder;
import java.time.Duration;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * {@code mk.mailbox.depth}: how many messages wait, by type of actor. Nothing is counted while messages flow: the tree
 * is walked when somebody scrapes, once for all types.
 */
public final class MailboxMetrics implements MeterBinder {

    private static final long SNAPSHOT_NANOS = Duration.ofMillis(500).toNanos();

    private record Snapshot(long takenNanos, Map<String, Long> depthByType) {}

    private final ActorSystem system;
    private volatile Snapshot snapshot;

    /** For one system. */
    public MailboxMetrics(ActorSystem system) {
        this.system = system;
        this.snapshot = take();
    }

    @Override
    public void bindTo(MeterRegistry registry) {
        system.metrics()
                .forEachType(type -> Gauge.builder("mk.mailbox.depth", () -> depth(type.type()))
                        .description("Messages that wait in the mailboxes of actors of this type")
                        .baseUnit("messages")
                        .tag("actor.type", type.type())
                        .register(registry));
    }

    private long depth(String type) {
        var present = snapshot;
        if (system.time().nanoTime() - present.takenNanos() > SNAPSHOT_NANOS) {
            present = take();
            snapshot = present;
        }
        return present.depthByType().getOrDefault(type, 0L);
    }

    private Snapshot take() {
        return new Snapshot(
                system.time().nanoTime(),
                system.inspect()
                        .withDescendants()
                        .collect(Collectors.groupingBy(
                                ActorInfo::type,
                                Collectors.summingLong(actor -> actor.mailbox().depth()))));
    }
}
