package dev.microkernel.spring.bean;

import dev.microkernel.actor.ActorContext;
import dev.microkernel.actor.ActorRef;
import dev.microkernel.spring.Actor;
import dev.microkernel.spring.ActorDefinitionException;
import java.util.HashMap;
import org.springframework.beans.factory.ObjectFactory;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.beans.factory.config.BeanDefinition;
import org.springframework.beans.factory.config.ConfigurableListableBeanFactory;
import org.springframework.beans.factory.support.AutowireCandidateQualifier;
import org.springframework.beans.factory.support.BeanDefinitionRegistry;
import org.springframework.beans.factory.support.BeanDefinitionRegistryPostProcessor;
import org.springframework.beans.factory.support.RootBeanDefinition;
import org.springframework.core.ResolvableType;
import org.springframework.core.annotation.AnnotatedElementUtils;
import org.springframework.core.env.Environment;
import org.springframework.util.ClassUtils;
import org.springframework.util.StringUtils;

/**
 * Finds the {@link Actor} beans, gives them prototype scope, since each life of an actor has a bean of its own, and
 * adds an {@code ActorRef} bean for each: {@code telemetryRef}, qualified as {@code telemetry}.
 */
public final class ActorBeanRegistrar implements BeanDefinitionRegistryPostProcessor {

    private static final String REF_SUFFIX = "Ref";

    private final Environment environment;

    /** Resolving placeholders in names from an environment. */
    public ActorBeanRegistrar(Environment environment) {
        this.environment = environment;
    }

    @Override
    public void postProcessBeanDefinitionRegistry(BeanDefinitionRegistry registry) {
        if (!(registry instanceof ConfigurableListableBeanFactory beans)) {
            throw new IllegalStateException("actor beans need a listable bean factory, class=" + registry.getClass());
        }
        var beanOfActor = new HashMap<String, String>();
        for (var beanName : beans.getBeanNamesForAnnotation(Actor.class)) {
            var type = beans.getType(beanName, false);
            if (type == null) {
                throw new IllegalStateException("the class of actor bean '" + beanName + "' is not known");
            }
            var actorName = nameOf(ClassUtils.getUserClass(type));
            var other = beanOfActor.putIfAbsent(actorName, beanName);
            if (other != null) {
                throw new ActorDefinitionException(
                        "beans '" + other + "' and '" + beanName + "' are both actors of the name '" + actorName + "'",
                        "Give one of them another name: @Actor(\"...\").");
            }
            registry.getBeanDefinition(beanName).setScope(BeanDefinition.SCOPE_PROTOTYPE);
            registry.registerBeanDefinition(
                    actorName + REF_SUFFIX, reference(beans, beanName, actorName, ClassUtils.getUserClass(type)));
        }
    }

    private String nameOf(Class<?> type) {
        var name = environment.resolveRequiredPlaceholders(annotation(type).value());
        return StringUtils.hasText(name) ? name : StringUtils.uncapitalize(type.getSimpleName());
    }

    private static RootBeanDefinition reference(
            ConfigurableListableBeanFactory beans, String beanName, String actorName, Class<?> type) {
        var definition = ActorDefinition.of(type);
        int mailboxCapacity = annotation(type).mailboxCapacity();
        var reference = new RootBeanDefinition(
                ActorRef.class,
                () -> beans.getBean(ActorBeans.class).start(beanName, actorName, mailboxCapacity, definition));
        reference.setTargetType(ResolvableType.forClassWithGenerics(ActorRef.class, definition.protocol()));
        reference.addQualifier(new AutowireCandidateQualifier(Qualifier.class, actorName));
        return reference;
    }

    private static Actor annotation(Class<?> type) {
        var actor = AnnotatedElementUtils.findMergedAnnotation(type, Actor.class);
        if (actor == null) {
            throw new IllegalStateException("class " + type.getName() + " has lost its @Actor");
        }
        return actor;
    }

    @Override
    public void postProcessBeanFactory(ConfigurableListableBeanFactory beans) {
        beans.registerResolvableDependency(
                ActorContext.class, (ObjectFactory<ActorContext<Object>>) ActorContextHolder::current);
    }
}
