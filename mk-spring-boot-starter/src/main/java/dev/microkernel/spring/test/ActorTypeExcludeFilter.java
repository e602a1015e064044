package dev.microkernel.spring.test;

import dev.microkernel.codec.PayloadCodec;
import dev.microkernel.spring.Actor;
import dev.microkernel.spring.ActorSpecCustomizer;
import dev.microkernel.spring.ActorSystemCustomizer;
import java.util.LinkedHashSet;
import java.util.Set;
import org.springframework.boot.test.context.filter.annotation.StandardAnnotationCustomizableTypeExcludeFilter;

/** Leaves of an application's components those that an {@link ActorTest} has. */
final class ActorTypeExcludeFilter extends StandardAnnotationCustomizableTypeExcludeFilter<ActorTest> {

    private static final Set<Class<?>> CUSTOMIZING =
            Set.of(ActorSpecCustomizer.class, ActorSystemCustomizer.class, PayloadCodec.class);

    private final Set<Class<?>> actors;

    /** Made by Spring, with the class of the test. */
    ActorTypeExcludeFilter(Class<?> testClass) {
        super(testClass);
        this.actors = Set.of(getAnnotation().getClassArray("value"));
    }

    @Override
    protected Set<Class<?>> getKnownIncludes() {
        if (!actors.isEmpty()) {
            return CUSTOMIZING;
        }
        var all = new LinkedHashSet<Class<?>>(CUSTOMIZING);
        all.add(Actor.class);
        return all;
    }

    @Override
    protected Set<Class<?>> getComponentIncludes() {
        return actors;
    }
}
