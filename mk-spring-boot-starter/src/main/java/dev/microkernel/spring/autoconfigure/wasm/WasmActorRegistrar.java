package dev.microkernel.spring.autoconfigure.wasm;

import dev.microkernel.actor.ActorRef;
import dev.microkernel.spring.bean.FactoryMethodBean;
import dev.microkernel.spring.wasm.WasmModules;
import org.springframework.beans.factory.config.ConfigurableListableBeanFactory;
import org.springframework.beans.factory.support.BeanDefinitionRegistry;
import org.springframework.beans.factory.support.BeanDefinitionRegistryPostProcessor;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.core.ResolvableType;
import org.springframework.core.env.Environment;

/**
 * Adds an {@code ActorRef<Object>} bean for each module of the configuration that has one actor: {@code echoRef}, qualified
 * as {@code echo}, as for an {@link dev.microkernel.spring.Actor} bean.
 */
final class WasmActorRegistrar implements BeanDefinitionRegistryPostProcessor {

    private static final String REF_SUFFIX = "Ref";

    private static final ResolvableType TYPE = ResolvableType.forClassWithGenerics(ActorRef.class, Object.class);

    private final Environment environment;

    WasmActorRegistrar(Environment environment) {
        this.environment = environment;
    }

    @Override
    public void postProcessBeanDefinitionRegistry(BeanDefinitionRegistry registry) {
        var properties = Binder.get(environment).bindOrCreate("mk.wasm", WasmProperties.class);
        properties.modules().forEach((name, module) -> {
            if (module.instances() == 1) {
                new FactoryMethodBean(TYPE, WasmModules.class, WasmModules.class, "firstActor", name, name)
                        .register(registry, name + REF_SUFFIX);
            }
        });
    }

    @Override
    public void postProcessBeanFactory(ConfigurableListableBeanFactory beans) {}
}
