package dev.microkernel.spring.wasm;

import dev.microkernel.actor.ActorRef;
import dev.microkernel.system.ActorSystem;
import dev.microkernel.wasm.RolloutResult;
import dev.microkernel.wasm.WasmActors;
import dev.microkernel.wasm.WasmCounts;
import dev.microkernel.wasm.WasmModule;
import dev.microkernel.wasm.WasmOptions;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;

/**
 * The modules of the application and their actors, by name. More may be brought while it runs; how many there may be is
 * bounded. Safe for all threads.
 */
public final class WasmModules {

    /** Most modules at a time. */
    public static final int MODULES_MAX = 1_000;

    /**
     * A module and its actors.
     *
     * @param deployment how it was brought; its actors may have been reloaded with another module since
     * @param counts what all its actors have done
     * @param actors those that were spawned, alive or not
     */
    public record Running(WasmDeployment deployment, WasmCounts counts, List<ActorRef<Object>> actors) {

        /** Copies the list. */
        public Running {
            actors = List.copyOf(actors);
        }
    }

    private final ActorSystem system;
    private final WasmOptions defaults;

    /** Guarded by this. */
    private final Map<String, Running> running = new LinkedHashMap<>();

    /** Guarded by this. */
    private final List<Consumer<Running>> listeners = new ArrayList<>();

    /**
     * Without modules.
     *
     * @param defaults for modules that are brought while the application runs
     */
    public WasmModules(ActorSystem system, WasmOptions defaults) {
        this.system = system;
        this.defaults = defaults;
    }

    /**
     * Spawns the actors of a module; each has its name in the registry, too.
     *
     * @throws IllegalArgumentException if there is a module of that name, or an actor
     * @throws IllegalStateException if there are {@value #MODULES_MAX} modules
     */
    public synchronized Running deploy(WasmDeployment deployment) {
        var name = deployment.name();
        if (running.containsKey(name)) {
            throw new IllegalArgumentException("there is a module of that name already, name=" + name);
        }
        if (running.size() == MODULES_MAX) {
            throw new IllegalStateException("there are " + MODULES_MAX + " modules, and no room for " + name);
        }
        var counts = new WasmCounts();
        var spec = WasmActors.spec(deployment.module(), deployment.options().withCounts(counts))
                .withMailbox(deployment.mailbox());
        var actors = new ArrayList<ActorRef<Object>>();
        try {
            for (int i = 1; i <= deployment.instances(); i++) {
                var actorName = deployment.instances() == 1 ? name : name + "-" + i;
                var actor = system.spawn(actorName, spec);
                actors.add(actor);
                if (!system.registry().register(actorName, actor)) {
                    throw new IllegalArgumentException("the name of a module's actor must be free, name=" + actorName);
                }
            }
        } catch (IllegalArgumentException taken) {
            actors.forEach(system::stop);
            throw taken;
        }
        var all = new Running(deployment, counts, actors);
        running.put(name, all);
        listeners.forEach(listener -> listener.accept(all));
        return all;
    }

    /**
     * Puts a module in the place of the one that a deployment's actors run, some at a time; or deploys it, with the default
     * limits and no grants, if there is none of that name.
     *
     * @param atOnce how many are reloaded at the same time
     */
    public CompletableFuture<RolloutResult> reload(String name, WasmModule module, int atOnce) {
        var present = find(name);
        if (present.isEmpty()) {
            var fresh = deploy(WasmDeployment.of(name, module, defaults));
            return CompletableFuture.completedFuture(
                    new RolloutResult(List.copyOf(fresh.actors()), Map.of(), List.of()));
        }
        return WasmActors.reloadAll(present.get().actors(), module, atOnce);
    }

    /** Stops a module's actors, and forgets it. Whether there was one. */
    public boolean remove(String name) {
        Running gone;
        synchronized (this) {
            gone = running.remove(name);
        }
        if (gone == null) {
            return false;
        }
        gone.actors().forEach(system::stop);
        return true;
    }

    /** The module of that name. */
    public synchronized Optional<Running> find(String name) {
        return Optional.ofNullable(running.get(name));
    }

    /**
     * The first actor of a module, which is its only one unless it has several instances.
     *
     * @throws IllegalStateException if there is no module of that name
     */
    public synchronized ActorRef<Object> firstActor(String name) {
        var module = running.get(name);
        if (module == null) {
            throw new IllegalStateException("the module was not deployed, name=" + name);
        }
        return module.actors().getFirst();
    }

    /** All modules, in the order in which they were brought. */
    public synchronized Collection<Running> all() {
        return List.copyOf(running.values());
    }

    /** Tells a listener of every module, past and future, each once. */
    public synchronized void forEach(Consumer<Running> listener) {
        listeners.add(listener);
        running.values().forEach(listener);
    }
}
