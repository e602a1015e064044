package dev.microkernel.spring.actuate;

import dev.microkernel.system.ActorSystem;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.binder.MeterBinder;
import java.time.Duration;
import java.util.function.ToDoubleFunction;

/** {@code mk.scheduler.*} and {@code mk.timers}: how busy the threads are that run actors, and what is set for later. */
public final class SchedulerMetrics implements MeterBinder {

    private static final double NANOS = Duration.ofSeconds(1).toNanos();

    private final ActorSystem system;

    /** For one system. */
    public SchedulerMetrics(ActorSystem system) {
        this.system = system;
    }

    @Override
    public void bindTo(MeterRegistry registry) {
        workers(registry, "parked", node -> node.metrics().scheduler().parked());
        workers(registry, "running", SchedulerMetrics::running);
        Gauge.builder(
                        "mk.scheduler.queue",
                        system,
                        node -> node.metrics().scheduler().queued())
                .description("Actors that wait for a turn")
                .baseUnit("actors")
                .register(registry);
        count(
                registry,
                "mk.scheduler.turns",
                "turns",
                "Turns that actors have had",
                node -> node.metrics().scheduler().turns());
        count(
                registry,
                "mk.scheduler.steals",
                "steals",
                "How often a worker took work of another",
                node -> node.metrics().scheduler().steals());
        count(registry, "mk.scheduler.stalls", "stalls", "Turns that held a worker for too long", ActorSystem::stalls);
        count(
                registry,
                "mk.scheduler.parked.time",
                "seconds",
                "For how long workers had nothing to do, all together",
                node -> node.metrics().scheduler().parkedTime().toNanos() / NANOS);
        Gauge.builder("mk.timers", system, node -> node.metrics().timersWaiting())
                .description("Timers that are set")
                .baseUnit("timers")
                .register(registry);
        count(
                registry,
                "mk.timers.fired",
                "timers",
                "Timers that have fired",
                node -> node.metrics().timersFired());
    }

    private static double running(ActorSystem node) {
        var scheduler = node.metrics().scheduler();
        return scheduler.workers() - scheduler.parked();
    }

    private void workers(MeterRegistry registry, String state, ToDoubleFunction<ActorSystem> value) {
        Gauge.builder("mk.scheduler.workers", system, value)
                .description("Threads that run actors, by whether they have something to do")
                .baseUnit("threads")
                .tag("state", state)
                .register(registry);
    }

    private void count(
            MeterRegistry registry, String name, String unit, String text, ToDoubleFunction<ActorSystem> value) {
        FunctionCounter.builder(name, system, value)
                .description(text)
                .baseUnit(unit)
                .register(registry);
    }
}
