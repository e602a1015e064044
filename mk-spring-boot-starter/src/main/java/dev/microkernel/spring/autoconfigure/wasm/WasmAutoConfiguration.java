package dev.microkernel.spring.autoconfigure.wasm;

import dev.microkernel.spring.autoconfigure.MicrokernelAutoConfiguration;
import dev.microkernel.spring.autoconfigure.state.StateStoreAutoConfiguration;
import dev.microkernel.spring.wasm.WasmDeployment;
import dev.microkernel.spring.wasm.WasmModules;
import dev.microkernel.state.StateStore;
import dev.microkernel.system.ActorSystem;
import dev.microkernel.wasm.WasmOptions;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.boot.context.properties.source.InvalidConfigurationPropertyValueException;
import org.springframework.context.annotation.Bean;
import org.springframework.core.env.Environment;
import org.springframework.core.io.ResourceLoader;

/** Actors that are modules: those of {@code mk.wasm.modules}, and {@link WasmDeployment} beans. */
@AutoConfiguration(after = {MicrokernelAutoConfiguration.class, StateStoreAutoConfiguration.class})
@EnableConfigurationProperties(WasmProperties.class)
public final class WasmAutoConfiguration {

    @Bean
    static WasmActorRegistrar wasmActorRegistrar(Environment environment) {
        return new WasmActorRegistrar(environment);
    }

    @Bean
    @ConditionalOnMissingBean
    WasmModules wasmModules(
            ActorSystem system,
            WasmProperties properties,
            ResourceLoader resources,
            ObjectProvider<StateStore> store,
            ObjectProvider<WasmDeployment> deployments) {
        var present = store.getIfUnique();
        var modules =
                new WasmModules(system, present == null ? WasmOptions.DEFAULT : WasmOptions.DEFAULT.withStore(present));
        var factory = new WasmDeploymentFactory(resources, present);
        properties.modules().forEach((name, module) -> {
            try {
                modules.deploy(factory.deployment(name, module));
            } catch (IllegalArgumentException taken) {
                throw new InvalidConfigurationPropertyValueException(
                        "mk.wasm.modules." + name, module, String.valueOf(taken.getMessage()));
            }
        });
        deployments.orderedStream().forEach(modules::deploy);
        return modules;
    }
}
