package dev.microkernel.spring.actuate;

import dev.microkernel.system.ActorSystem;
import dev.microkernel.system.SystemMetrics.TypeLoad;
import java.time.Duration;
import java.util.Map;

/** What waits for whom, looked at once for all meters that are read at the same time. */
final class ActorLoads {

    private static final long SNAPSHOT_NANOS = Duration.ofMillis(500).toNanos();

    private record Snapshot(long takenNanos, Map<String, TypeLoad> byType) {}

    private final ActorSystem system;
    private volatile Snapshot snapshot;

    ActorLoads(ActorSystem system) {
        this.system = system;
        this.snapshot = take();
    }

    TypeLoad of(String type) {
        var present = snapshot;
        if (system.time().nanoTime() - present.takenNanos() > SNAPSHOT_NANOS) {
            present = take();
            snapshot = present;
        }
        return present.byType().getOrDefault(type, TypeLoad.NONE);
    }

    private Snapshot take() {
        return new Snapshot(system.time().nanoTime(), system.metrics().loads());
    }
}
