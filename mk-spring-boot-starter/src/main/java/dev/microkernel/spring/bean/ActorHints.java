package dev.microkernel.spring.bean;

import dev.microkernel.codec.CodecRegistry;
import dev.microkernel.spring.Actor;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.aot.hint.BindingReflectionHintsRegistrar;
import org.springframework.aot.hint.ExecutableMode;
import org.springframework.aot.hint.ReflectionHints;
import org.springframework.beans.factory.aot.BeanFactoryInitializationAotContribution;
import org.springframework.beans.factory.aot.BeanFactoryInitializationAotProcessor;
import org.springframework.beans.factory.config.ConfigurableListableBeanFactory;

/** Says ahead of time what is called by reflection: the methods of {@link Actor} classes, and the parts of their messages. */
final class ActorHints implements BeanFactoryInitializationAotProcessor {

    private static final BindingReflectionHintsRegistrar BINDING = new BindingReflectionHintsRegistrar();

    @Override
    public @Nullable BeanFactoryInitializationAotContribution processAheadOfTime(
            ConfigurableListableBeanFactory beans) {
        var registrar = beans.getBeanProvider(ActorBeanRegistrar.class).getIfAvailable();
        if (registrar == null) {
            return null;
        }
        var actors = registrar.blueprints().stream()
                .filter(ActorBlueprint.OfBean.class::isInstance)
                .map(blueprint -> ((ActorBlueprint.OfBean) blueprint).definition())
                .toList();
        return (context, code) -> register(actors, context.getRuntimeHints().reflection());
    }

    private static void register(List<ActorDefinition> actors, ReflectionHints hints) {
        for (var actor : actors) {
            hints.registerType(actor.type());
            actor.lifecycle().methods().forEach(method -> hints.registerMethod(method, ExecutableMode.INVOKE));
            for (var handler : actor.all()) {
                hints.registerMethod(handler.method(), ExecutableMode.INVOKE);
                CodecRegistry.messagesOf(handler.messageType())
                        .forEach(message -> BINDING.registerReflectionHints(hints, message));
                BINDING.registerReflectionHints(hints, handler.method().getGenericReturnType());
            }
        }
    }
}
