package dev.microkernel.spring.client;

import dev.microkernel.actor.ActorRef;
import dev.microkernel.spring.ActorClient;
import dev.microkernel.spring.ActorDefinitionException;
import dev.microkernel.spring.bean.ActorBeans;
import dev.microkernel.spring.bean.ActorTarget;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.lang.reflect.Proxy;
import java.time.Duration;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import org.springframework.beans.factory.BeanFactory;
import org.springframework.core.annotation.AnnotatedElementUtils;
import org.springframework.core.env.Environment;
import org.springframework.util.ReflectionUtils;

/** Makes what implements {@link ActorClient} interfaces. */
public final class ActorClients {

    private static final String REF_SUFFIX = "Ref";

    private final ActorBeans actors;
    private final BeanFactory beans;
    private final Environment environment;
    private final Duration askTimeout;

    /**
     * For the actors of an application.
     *
     * @param actors those that are beans
     * @param beans where the references of others are
     * @param askTimeout how long methods wait for a reply that do not say
     */
    public ActorClients(ActorBeans actors, BeanFactory beans, Environment environment, Duration askTimeout) {
        this.actors = actors;
        this.beans = beans;
        this.environment = environment;
        this.askTimeout = askTimeout;
    }

    /**
     * An object whose methods send what they are given. They may be called from any thread.
     *
     * @param type an interface with {@link ActorClient}
     * @throws ActorDefinitionException if there is no such actor, or it does not take what a method sends
     */
    public <T> T create(Class<T> type) {
        var annotation = AnnotatedElementUtils.findMergedAnnotation(type, ActorClient.class);
        if (annotation == null || !type.isInterface()) {
            throw new ActorDefinitionException(
                    type.getName() + " is no interface with @ActorClient",
                    "Annotate the interface with @ActorClient(\"name of the actor\").");
        }
        var target = target(type, environment.resolveRequiredPlaceholders(annotation.value()));
        var reader = new ClientMethodReader(target, environment, askTimeout);
        Map<Method, ClientMethod> methods = new HashMap<>();
        for (var method : type.getMethods()) {
            if (Modifier.isAbstract(method.getModifiers()) && !ReflectionUtils.isObjectMethod(method)) {
                methods.put(method, reader.read(method));
            }
        }
        var proxy = Proxy.newProxyInstance(
                type.getClassLoader(), new Class<?>[] {type}, new ClientInvocations(type, Map.copyOf(methods)));
        return type.cast(proxy);
    }

    private ActorTarget target(Class<?> client, String name) {
        return actors.find(name).orElseGet(() -> {
            var reference = name + REF_SUFFIX;
            if (!beans.containsBean(reference) || !beans.isTypeMatch(reference, ActorRef.class)) {
                throw new ActorDefinitionException(
                        "@ActorClient " + client.getName() + " is for actor '" + name + "', and there is none of that"
                                + " name",
                        "Correct the name"
                                + (actors.names().isEmpty() ? "" : " to one of " + String.join(", ", actors.names()))
                                + ", or add a class with @Actor(\"" + name + "\").");
            }
            return ActorTarget.of(name, untyped(beans.getBean(reference, ActorRef.class)));
        });
    }

    @SuppressWarnings("unchecked") // what it takes is not known
    private static ActorRef<Object> untyped(ActorRef<?> actor) {
        return (ActorRef<Object>) actor;
    }

    /** The parameters of a method, for people. */
    static String text(Method method) {
        return method.getDeclaringClass().getSimpleName() + "." + method.getName() + "("
                + String.join(
                        ", ",
                        Arrays.stream(method.getParameterTypes())
                                .map(Class::getSimpleName)
                                .toList())
                + ")";
    }
}
