package dev.microkernel.spring.actuate;

import dev.microkernel.actor.ExitReason;
import dev.microkernel.spring.wasm.WasmModules;
import dev.microkernel.wasm.Grants;
import dev.microkernel.wasm.WasmActors;
import dev.microkernel.wasm.WasmCounts;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.FunctionTimer;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.binder.MeterBinder;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** What modules do, by module. Nothing is counted for it that is not counted anyway; it is read when somebody scrapes. */
public final class WasmMetrics implements MeterBinder {

    private final WasmModules modules;

    /** For the modules of one application. */
    public WasmMetrics(WasmModules modules) {
        this.modules = modules;
    }

    @Override
    public void bindTo(MeterRegistry registry) {
        modules.forEach(all -> bind(registry, all));
    }

    private static void bind(MeterRegistry registry, WasmModules.Running all) {
        var name = all.deployment().name();
        var counts = all.counts();
        FunctionTimer.builder(
                        "mk.wasm.handling",
                        counts,
                        WasmCounts::messagesHandled,
                        done -> done.runTime().toNanos(),
                        TimeUnit.NANOSECONDS)
                .description("Messages that modules have handled, and how long their code has run over them")
                .tag("module", name)
                .register(registry);
        FunctionCounter.builder("mk.wasm.sent", counts, WasmCounts::messagesSent)
                .description("Messages that modules have sent")
                .baseUnit("messages")
                .tag("module", name)
                .register(registry);
        FunctionCounter.builder("mk.wasm.no.room", counts, WasmCounts::payloadsWithoutRoom)
                .description("Messages that did not fit into the memory of a module")
                .baseUnit("messages")
                .tag("module", name)
                .register(registry);
        Gauge.builder("mk.wasm.memory", all, WasmMetrics::memory)
                .description("Linear memory of a module's instances")
                .baseUnit("bytes")
                .tag("module", name)
                .register(registry);
        for (var grant : grants()) {
            FunctionCounter.builder(
                            "mk.wasm.refusals",
                            counts,
                            done -> done.refusedCalls().getOrDefault(grant, 0L))
                    .description("Calls of modules that were refused, by what was not granted")
                    .tag("module", name)
                    .tag("grant", grant)
                    .register(registry);
        }
        for (var reason : reasons()) {
            FunctionCounter.builder(
                            "mk.wasm.failures",
                            counts,
                            done -> done.abnormalExits().getOrDefault(reason, 0L))
                    .description("Lives of modules that have ended abnormally, by reason")
                    .tag("module", name)
                    .tag("reason", reason)
                    .register(registry);
        }
    }

    private static Iterable<String> grants() {
        return Stream.concat(
                        Stream.of(Grants.Permission.values())
                                .map(permission -> permission.name().toLowerCase(Locale.ROOT)),
                        Stream.of("files", "http"))
                .toList();
    }

    private static Iterable<String> reasons() {
        return Stream.concat(
                        Stream.of(ExitReason.Trap.class, ExitReason.Memory.class, ExitReason.Deadline.class)
                                .map(kind -> kind.getSimpleName().toLowerCase(Locale.ROOT)),
                        Stream.of("messages sent a second", "bytes sent a second", "lines logged a second", "children"))
                .toList();
    }

    private static double memory(WasmModules.Running all) {
        return all.actors().stream()
                .flatMap(actor -> WasmActors.inspect(actor).stream())
                .mapToLong(info -> info.memoryBytes())
                .sum();
    }
}
