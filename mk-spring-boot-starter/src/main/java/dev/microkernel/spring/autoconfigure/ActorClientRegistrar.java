package dev.microkernel.spring.autoconfigure;

import dev.microkernel.spring.ActorClient;
import dev.microkernel.spring.bean.FactoryMethodBean;
import dev.microkernel.spring.client.ActorClients;
import java.util.List;
import org.springframework.beans.factory.annotation.AnnotatedBeanDefinition;
import org.springframework.beans.factory.config.ConfigurableListableBeanFactory;
import org.springframework.beans.factory.support.BeanDefinitionRegistry;
import org.springframework.beans.factory.support.BeanDefinitionRegistryPostProcessor;
import org.springframework.boot.autoconfigure.AutoConfigurationPackages;
import org.springframework.context.annotation.ClassPathScanningCandidateComponentProvider;
import org.springframework.core.ResolvableType;
import org.springframework.core.env.Environment;
import org.springframework.core.io.ResourceLoader;
import org.springframework.core.type.filter.AnnotationTypeFilter;
import org.springframework.util.ClassUtils;

/** Adds a bean for each {@link ActorClient} interface in the application's packages. */
final class ActorClientRegistrar implements BeanDefinitionRegistryPostProcessor {

    private final Environment environment;
    private final ResourceLoader resources;

    ActorClientRegistrar(Environment environment, ResourceLoader resources) {
        this.environment = environment;
        this.resources = resources;
    }

    @Override
    public void postProcessBeanDefinitionRegistry(BeanDefinitionRegistry registry) {
        var beans = (ConfigurableListableBeanFactory) registry;
        var packages = AutoConfigurationPackages.has(beans) ? AutoConfigurationPackages.get(beans) : List.<String>of();
        var scanner = new InterfaceScanner(environment, resources);
        for (var each : packages) {
            for (var candidate : scanner.findCandidateComponents(each)) {
                var type = ClassUtils.resolveClassName(
                        String.valueOf(candidate.getBeanClassName()), beans.getBeanClassLoader());
                register(registry, beans, type);
            }
        }
    }

    private static void register(
            BeanDefinitionRegistry registry, ConfigurableListableBeanFactory beans, Class<?> type) {
        if (beans.getBeanNamesForType(type, false, false).length == 0) { // the application has not made one itself
            new FactoryMethodBean(ResolvableType.forClass(type), type, ActorClients.class, "create", type, null)
                    .register(registry, ClassUtils.getShortNameAsProperty(type));
        }
    }

    @Override
    public void postProcessBeanFactory(ConfigurableListableBeanFactory beans) {}

    private static final class InterfaceScanner extends ClassPathScanningCandidateComponentProvider {

        InterfaceScanner(Environment environment, ResourceLoader resources) {
            super(false, environment);
            setResourceLoader(resources);
            addIncludeFilter(new AnnotationTypeFilter(ActorClient.class));
        }

        @Override
        protected boolean isCandidateComponent(AnnotatedBeanDefinition definition) {
            return definition.getMetadata().isInterface()
                    && definition.getMetadata().isIndependent();
        }
    }
}
