package dev.microkernel.spring.bean;

import org.jspecify.annotations.Nullable;
import org.springframework.aot.AotDetector;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.beans.factory.config.ConfigurableListableBeanFactory;
import org.springframework.beans.factory.support.AutowireCandidateQualifier;
import org.springframework.beans.factory.support.BeanDefinitionRegistry;
import org.springframework.beans.factory.support.RootBeanDefinition;
import org.springframework.core.ResolvableType;

/**
 * A bean that a method of another bean makes from one argument: what can be written down ahead of time, as a lambda cannot.
 *
 * @param type of the bean, with what it is generic in
 * @param origin a class in whose package that type can be seen
 * @param maker the type of the bean that makes it, of which there is one
 * @param method the name of its method, which is public
 * @param argument a text or a class
 * @param qualifier what to ask for the bean by, beside its name; null for nothing
 */
public record FactoryMethodBean(
        ResolvableType type,
        Class<?> origin,
        Class<?> maker,
        String method,
        Object argument,
        @Nullable String qualifier) {

    /** The attribute of the definition that has the origin. */
    static final String ORIGIN = FactoryMethodBean.class.getName() + ".origin";

    /** Adds the definition; where it was written down ahead of time it is there. */
    public void register(BeanDefinitionRegistry registry, String beanName) {
        if (!AotDetector.useGeneratedArtifacts()) {
            registry.registerBeanDefinition(beanName, definition((ConfigurableListableBeanFactory) registry));
        }
    }

    private RootBeanDefinition definition(ConfigurableListableBeanFactory beans) {
        var makers = beans.getBeanNamesForType(maker, true, false);
        if (makers.length != 1) {
            throw new IllegalStateException(
                    "there must be one bean of " + maker.getName() + ", found=" + String.join(", ", makers));
        }
        var definition = new RootBeanDefinition();
        definition.setFactoryBeanName(makers[0]);
        definition.setFactoryMethodName(method);
        definition.getConstructorArgumentValues().addIndexedArgumentValue(0, argument);
        definition.setTargetType(type);
        definition.setAttribute(ORIGIN, origin);
        if (qualifier != null) {
            definition.addQualifier(new AutowireCandidateQualifier(Qualifier.class, qualifier));
        }
        return definition;
    }
}
