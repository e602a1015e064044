package dev.microkernel.spring.autoconfigure;

import dev.microkernel.actor.ActorRef;
import dev.microkernel.spring.KeyedActors;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.BeanFactory;
import org.springframework.beans.factory.NoSuchBeanDefinitionException;
import org.springframework.beans.factory.NoUniqueBeanDefinitionException;
import org.springframework.beans.factory.config.ConfigurableListableBeanFactory;
import org.springframework.boot.diagnostics.AbstractFailureAnalyzer;
import org.springframework.boot.diagnostics.FailureAnalysis;
import org.springframework.core.Ordered;
import org.springframework.core.ResolvableType;
import org.springframework.core.annotation.Order;

/** Says which actors there are when the reference of one is wanted that there is not. */
@Order(Ordered.HIGHEST_PRECEDENCE) // before Spring Boot's, which advises to define a bean
final class MissingActorFailureAnalyzer extends AbstractFailureAnalyzer<NoSuchBeanDefinitionException> {

    private final BeanFactory beans;

    MissingActorFailureAnalyzer(BeanFactory beans) {
        this.beans = beans;
    }

    @Override
    protected @Nullable FailureAnalysis analyze(Throwable rootFailure, NoSuchBeanDefinitionException cause) {
        var wanted = cause.getResolvableType();
        if (wanted == null || cause instanceof NoUniqueBeanDefinitionException || !isReference(wanted)) {
            return null;
        }
        var there = references();
        return new FailureAnalysis(
                "There is no actor that can be injected as " + text(wanted) + ". "
                        + (there.isEmpty()
                                ? "There are no actor beans at all."
                                : "There are: " + String.join("; ", there) + "."),
                "Inject one of those by its type, or as ActorRef<?> with @Qualifier(\"its name\"). Or annotate the class of the"
                        + " one that is missing with @Actor, where it is found by component scanning; M in its ActorRef<M> is"
                        + " what its @Receive methods take: the only type, or the sealed type above all.",
                cause);
    }

    private static boolean isReference(ResolvableType type) {
        return type.resolve() == ActorRef.class || type.resolve() == KeyedActors.class;
    }

    private List<String> references() {
        var found = new ArrayList<String>();
        if (beans instanceof ConfigurableListableBeanFactory factory) {
            for (var kind : List.of(ActorRef.class, KeyedActors.class)) {
                for (var name : factory.getBeanNamesForType(kind, false, false)) {
                    found.add(name + " ("
                            + text(factory.getMergedBeanDefinition(name).getResolvableType()) + ")");
                }
            }
        }
        return found;
    }

    private static String text(ResolvableType type) {
        var message = type.getGeneric().resolve();
        var kind = type.resolve(Object.class).getSimpleName();
        return kind + "<" + (message == null ? "?" : message.getSimpleName()) + ">";
    }
}
