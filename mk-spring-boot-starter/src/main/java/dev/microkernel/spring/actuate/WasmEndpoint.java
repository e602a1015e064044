package dev.microkernel.spring.actuate;

import dev.microkernel.actor.ActorRef;
import dev.microkernel.spring.wasm.WasmModules;
import dev.microkernel.wasm.Grants;
import dev.microkernel.wasm.InvalidModuleException;
import dev.microkernel.wasm.WasmActors;
import dev.microkernel.wasm.WasmCounts;
import dev.microkernel.wasm.WasmInfo;
import dev.microkernel.wasm.WasmLimits;
import dev.microkernel.wasm.WasmModule;
import dev.microkernel.wasm.WasmVersion;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.actuate.endpoint.Access;
import org.springframework.boot.actuate.endpoint.InvalidEndpointRequestException;
import org.springframework.boot.actuate.endpoint.annotation.DeleteOperation;
import org.springframework.boot.actuate.endpoint.annotation.Endpoint;
import org.springframework.boot.actuate.endpoint.annotation.ReadOperation;
import org.springframework.boot.actuate.endpoint.annotation.Selector;
import org.springframework.boot.actuate.endpoint.annotation.WriteOperation;
import org.springframework.boot.actuate.endpoint.web.WebEndpointResponse;

/**
 * {@code /actuator/wasm}: the modules with their limits and grants, and what their actors have done. Modules can be brought
 * and removed only where {@code management.endpoint.wasm.access=unrestricted}.
 */
@Endpoint(id = "wasm", defaultAccess = Access.READ_ONLY)
public final class WasmEndpoint {

    private static final Duration ROLLOUT_TIMEOUT = Duration.ofSeconds(30);

    private final WasmModules modules;

    /** For the modules of one application. */
    public WasmEndpoint(WasmModules modules) {
        this.modules = modules;
    }

    /** All modules, by name. */
    @ReadOperation
    public Map<String, Module> modules() {
        return modules.all().stream()
                .collect(Collectors.toMap(all -> all.deployment().name(), Module::of));
    }

    /** One module; null, and so 404, if there is none of that name. */
    @ReadOperation
    public @Nullable Module module(@Selector String name) {
        return modules.find(name).map(Module::of).orElse(null);
    }

    /**
     * Puts a module in the place of the one that the actors of that name run, or brings a new one, with the default limits
     * and no grants.
     *
     * @param base64 the file
     * @param atOnce how many actors are reloaded at the same time, 1 if null
     */
    @WriteOperation
    public WebEndpointResponse<Reloaded> reload(@Selector String name, String base64, @Nullable Integer atOnce) {
        WasmModule module;
        try {
            module = WasmModule.of(Base64.getMimeDecoder().decode(base64));
        } catch (InvalidModuleException invalid) {
            throw new InvalidEndpointRequestException(
                    "not a module that can run here: " + invalid.getMessage(), String.valueOf(invalid.getMessage()));
        } catch (IllegalArgumentException wrong) {
            throw new InvalidEndpointRequestException("base64 must be the file in base64", "base64 is none");
        }
        try {
            var result = modules.reload(name, module, atOnce == null ? 1 : atOnce)
                    .orTimeout(ROLLOUT_TIMEOUT.toMillis(), TimeUnit.MILLISECONDS)
                    .join();
            return new WebEndpointResponse<>(
                    new Reloaded(
                            module.sha256(),
                            paths(result.reloaded()),
                            result.failed().entrySet().stream()
                                    .collect(Collectors.toMap(
                                            failed -> failed.getKey().path(),
                                            failed -> String.valueOf(
                                                    failed.getValue().getMessage()))),
                            paths(result.untouched())),
                    result.isComplete() ? WebEndpointResponse.STATUS_OK : 409);
        } catch (IllegalArgumentException | IllegalStateException refused) {
            throw new InvalidEndpointRequestException(
                    String.valueOf(refused.getMessage()), String.valueOf(refused.getMessage()));
        }
    }

    private static List<String> paths(List<ActorRef<?>> actors) {
        return actors.stream().map(ActorRef::path).toList();
    }

    /** Stops a module's actors, and forgets it; 404 if there is none of that name. */
    @DeleteOperation
    public WebEndpointResponse<Void> remove(@Selector String name) {
        return new WebEndpointResponse<>(
                modules.remove(name) ? WebEndpointResponse.STATUS_NO_CONTENT : WebEndpointResponse.STATUS_NOT_FOUND);
    }

    /**
     * One module.
     *
     * @param imports the names of the functions that it wants from its node
     * @param counts what all its actors have done
     */
    public record Module(
            String sha256,
            int bytes,
            WasmModule.Mode mode,
            boolean fiber,
            List<String> imports,
            WasmLimits limits,
            Grants grants,
            Counts counts,
            List<Instance> actors) {

        static Module of(WasmModules.Running all) {
            var module = all.deployment().module();
            var options = all.deployment().options();
            return new Module(
                    module.sha256(),
                    module.size(),
                    module.mode(),
                    options.fiber(),
                    module.imports(),
                    options.limits(),
                    options.grants(),
                    Counts.of(all.counts()),
                    all.actors().stream().map(Instance::of).toList());
        }
    }

    /** What the actors of a module have done. */
    public record Counts(
            long messagesHandled,
            long messagesSent,
            Duration runTime,
            long payloadsWithoutRoom,
            Map<String, Long> refusedCalls,
            Map<String, Long> abnormalExits) {

        static Counts of(WasmCounts counts) {
            return new Counts(
                    counts.messagesHandled(),
                    counts.messagesSent(),
                    counts.runTime(),
                    counts.payloadsWithoutRoom(),
                    counts.refusedCalls(),
                    counts.abnormalExits());
        }
    }

    /**
     * One actor of a module.
     *
     * @param activity what it is doing; null if it has not begun, or has stopped
     * @param versions what it has run, oldest first
     */
    public record Instance(
            String path, WasmInfo.@Nullable Activity activity, long memoryBytes, List<WasmVersion> versions) {

        static Instance of(ActorRef<?> actor) {
            return WasmActors.inspect(actor)
                    .map(info -> new Instance(actor.path(), info.activity(), info.memoryBytes(), info.versions()))
                    .orElseGet(() -> new Instance(actor.path(), null, 0, List.of()));
        }
    }

    /** What came of bringing a module: which actors run it, which did not take it and why, and which were not asked. */
    public record Reloaded(String sha256, List<String> reloaded, Map<String, String> failed, List<String> untouched) {}
}
