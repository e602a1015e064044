package dev.microkernel.spring.actuate;

import dev.microkernel.actor.DeadLetter;
import dev.microkernel.system.ActorSystem;
import dev.microkernel.system.SystemMetrics.Restarts;
import dev.microkernel.system.SystemMetrics.TypeMetrics;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.FunctionTimer;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.binder.MeterBinder;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import java.util.function.ToDoubleFunction;

/** {@code mk.actor.*}, {@code mk.ask.*} and {@code mk.dead.letters}: what actors have done, and what went wrong. */
public final class ActorMetrics implements MeterBinder {

    private final ActorSystem system;

    /** For one system. */
    public ActorMetrics(ActorSystem system) {
        this.system = system;
    }

    @Override
    public void bindTo(MeterRegistry registry) {
        system.metrics().forEachType(type -> bind(registry, type));
        system.metrics().forEachKindOfRestart(restarts -> bind(registry, restarts));
        system.metrics().askFailures().keySet().forEach(outcome -> bindAsks(registry, outcome));
        for (var reason : DeadLetter.Reason.values()) {
            FunctionCounter.builder(
                            "mk.dead.letters",
                            system,
                            node -> node.deadLetters().count(reason))
                    .description("Messages that reached nobody")
                    .baseUnit("messages")
                    .tag("reason", reason.name().toLowerCase(Locale.ROOT))
                    .register(registry);
        }
        count(
                registry,
                "mk.actor.given.up",
                "Actors that failed so often that they were stopped",
                ActorSystem::givenUp);
        count(registry, "mk.actor.killed", "Actors that did not let go in time", ActorSystem::killed);
        count(registry, "mk.actor.unhandled", "Messages that actors had no use for", ActorSystem::unhandled);
    }

    private void bind(MeterRegistry registry, TypeMetrics metrics) {
        FunctionCounter.builder("mk.actor.messages", system, node -> metrics.handled())
                .description("Messages that actors have handled")
                .baseUnit("messages")
                .tag("actor.type", metrics.type())
                .register(registry);
        FunctionTimer.builder(
                        "mk.actor.handling",
                        system,
                        node -> metrics.timed(),
                        node -> metrics.timedDuration().toNanos(),
                        TimeUnit.NANOSECONDS)
                .description("How long actors take over a message; of some messages, which were timed")
                .tag("actor.type", metrics.type())
                .register(registry);
    }

    private void bind(MeterRegistry registry, Restarts restarts) {
        FunctionCounter.builder(
                        "mk.actor.restarts", system, node -> restarts.count().getAsLong())
                .description("Restarts of actors")
                .baseUnit("restarts")
                .tag("actor.type", restarts.type())
                .tag("strategy", restarts.strategy().orElse("none"))
                .tag("reason", restarts.reason())
                .register(registry);
    }

    private void bindAsks(MeterRegistry registry, String outcome) {
        FunctionCounter.builder(
                        "mk.ask.failures",
                        system,
                        node -> node.metrics().askFailures().getOrDefault(outcome, 0L))
                .description("Asks that got no reply")
                .baseUnit("asks")
                .tag("outcome", outcome)
                .register(registry);
    }

    private void count(MeterRegistry registry, String name, String text, ToDoubleFunction<ActorSystem> value) {
        FunctionCounter.builder(name, system, value).description(text).register(registry);
    }
}
