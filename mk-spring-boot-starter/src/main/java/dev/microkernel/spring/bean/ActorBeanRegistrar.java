package dev.microkernel.spring.bean;

import dev.microkernel.actor.ActorContext;
import dev.microkernel.actor.ActorRef;
import dev.microkernel.actor.SupervisorSpec;
import dev.microkernel.spring.Actor;
import dev.microkernel.spring.ActorDefinitionException;
import dev.microkernel.spring.ActorKey;
import dev.microkernel.spring.KeyedActors;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.springframework.beans.factory.ObjectFactory;
import org.springframework.beans.factory.config.BeanDefinition;
import org.springframework.beans.factory.config.ConfigurableListableBeanFactory;
import org.springframework.beans.factory.support.BeanDefinitionRegistry;
import org.springframework.beans.factory.support.BeanDefinitionRegistryPostProcessor;
import org.springframework.core.Ordered;
import org.springframework.core.ResolvableType;
import org.springframework.core.annotation.AnnotatedElementUtils;
import org.springframework.core.annotation.OrderUtils;
import org.springframework.core.env.Environment;
import org.springframework.util.ClassUtils;
import org.springframework.util.StringUtils;

/**
 * Finds the {@link Actor} beans, gives them prototype scope, since each life of an actor has a bean of its own, and
 * adds an {@code ActorRef} bean for each: {@code telemetryRef}, qualified as {@code telemetry}. Finds supervisors, too:
 * beans and settings.
 */
public final class ActorBeanRegistrar implements BeanDefinitionRegistryPostProcessor {

    private static final String REF_SUFFIX = "Ref";
    private static final String KEYED_SUFFIX = "Actors";

    private final Environment environment;
    private final SettingsBinder settings;
    private final Map<String, ActorBlueprint> blueprints = new LinkedHashMap<>();

    /** Resolving placeholders in names from an environment. */
    public ActorBeanRegistrar(Environment environment) {
        this.environment = environment;
        this.settings = new SettingsBinder(environment);
    }

    /** What was found, in the order of the bean definitions. */
    List<ActorBlueprint> blueprints() {
        return List.copyOf(blueprints.values());
    }

    SettingsBinder settings() {
        return settings;
    }

    @Override
    public void postProcessBeanDefinitionRegistry(BeanDefinitionRegistry registry) {
        if (!(registry instanceof ConfigurableListableBeanFactory beans)) {
            throw new IllegalStateException("actor beans need a listable bean factory, class=" + registry.getClass());
        }
        for (var beanName : beans.getBeanNamesForAnnotation(Actor.class)) {
            var actor = blueprint(beans, beanName);
            add(actor);
            registry.getBeanDefinition(beanName).setScope(BeanDefinition.SCOPE_PROTOTYPE);
            switch (actor) {
                case ActorBlueprint.BeanActor one ->
                    new FactoryMethodBean(
                                    ResolvableType.forClassWithGenerics(
                                            ActorRef.class, one.definition().protocol()),
                                    one.definition().type(),
                                    ActorBeans.class,
                                    "reference",
                                    one.name(),
                                    one.name())
                            .register(registry, one.name() + REF_SUFFIX);
                case ActorBlueprint.Keyed keyed ->
                    new FactoryMethodBean(
                                    ResolvableType.forClassWithGenerics(
                                            KeyedActors.class,
                                            keyed.definition().protocol()),
                                    keyed.definition().type(),
                                    ActorBeans.class,
                                    "byKey",
                                    keyed.name(),
                                    keyed.name())
                            .register(registry, keyed.name() + KEYED_SUFFIX);
            }
        }
        for (var beanName : beans.getBeanNamesForType(SupervisorSpec.class, false, false)) {
            add(new ActorBlueprint.Supervisor(beanName, beanName));
        }
        for (var name : settings.supervisors()) {
            if (blueprints.values().stream().noneMatch(known -> isSupervisor(known, name))) {
                add(new ActorBlueprint.Supervisor(name, null));
            }
        }
    }

    private void add(ActorBlueprint blueprint) {
        var other = blueprints.putIfAbsent(blueprint.name(), blueprint);
        if (other != null) {
            throw new ActorDefinitionException(
                    other.origin() + " and " + blueprint.origin() + " are both actors of the name '" + blueprint.name()
                            + "'",
                    "Give one of them another name: @Actor(\"...\") for an actor, the name of the bean for a supervisor.");
        }
    }

    private static boolean isSupervisor(ActorBlueprint known, String name) {
        return known instanceof ActorBlueprint.Supervisor
                && SettingsBinder.uniform(known.name()).equals(SettingsBinder.uniform(name));
    }

    private ActorBlueprint.OfBean blueprint(ConfigurableListableBeanFactory beans, String beanName) {
        var beanType = beans.getType(beanName, false);
        if (beanType == null) {
            throw new IllegalStateException("the class of actor bean '" + beanName + "' is not known");
        }
        var type = ClassUtils.getUserClass(beanType);
        var actor = Objects.requireNonNull(
                AnnotatedElementUtils.findMergedAnnotation(type, Actor.class), "the bean was found by it");
        var order = OrderUtils.getOrder(type, Ordered.LOWEST_PRECEDENCE);
        var definition = ActorDefinition.of(type);
        var name = resolve(type, actor.value());
        if (StringUtils.hasText(actor.path())) {
            return new ActorBlueprint.Keyed(
                    KeyedPath.nameIn(type, resolve(type, actor.path()), name), beanName, order, definition);
        }
        return new ActorBlueprint.BeanActor(
                StringUtils.hasText(name) ? name : StringUtils.uncapitalize(type.getSimpleName()),
                beanName,
                order,
                definition);
    }

    private String resolve(Class<?> type, String text) {
        try {
            return environment.resolveRequiredPlaceholders(text);
        } catch (IllegalArgumentException unresolved) {
            throw new ActorDefinitionException(
                    "the name of actor class " + type.getName() + " cannot be resolved: " + unresolved.getMessage(),
                    "Set that property, or give the placeholder a default: ${key:default}.");
        }
    }

    @Override
    public void postProcessBeanFactory(ConfigurableListableBeanFactory beans) {
        beans.registerResolvableDependency(
                ActorContext.class, (ObjectFactory<ActorContext<Object>>) ActorContextHolder::current);
        beans.registerResolvableDependency(ActorKey.class, (ObjectFactory<ActorKey>) ActorContextHolder::currentKey);
    }
}
