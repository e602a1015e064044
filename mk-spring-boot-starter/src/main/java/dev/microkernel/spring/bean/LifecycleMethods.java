package dev.microkernel.spring.bean;

import dev.microkernel.actor.ActorContext;
import dev.microkernel.actor.ActorRef;
import dev.microkernel.actor.ExitReason;
import dev.microkernel.spring.OnRestart;
import dev.microkernel.spring.OnStart;
import dev.microkernel.spring.OnStop;
import java.lang.annotation.Annotation;
import java.lang.reflect.Method;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.springframework.core.MethodIntrospector;
import org.springframework.core.annotation.AnnotatedElementUtils;

/** The methods of an actor class that hear of the beginnings and the end of its lives. */
record LifecycleMethods(List<MethodCall> onStart, List<MethodCall> onRestart, List<MethodCall> onStop) {

    static LifecycleMethods of(Class<?> type) {
        return new LifecycleMethods(
                find(type, OnStart.class, "Give it no parameter but an ActorContext."),
                find(
                        type,
                        OnRestart.class,
                        "Give it no parameters but an ExitReason or a Throwable, and an ActorContext.",
                        ExitReason.class,
                        Throwable.class),
                find(type, OnStop.class, "Give it no parameter but an ActorContext."));
    }

    private static List<MethodCall> find(
            Class<?> type, Class<? extends Annotation> annotation, String rule, Class<?>... subjects) {
        return MethodIntrospector.selectMethods(
                        type, (Method method) -> AnnotatedElementUtils.hasAnnotation(method, annotation))
                .stream()
                .sorted(Comparator.comparing(Method::toGenericString))
                .map(method -> checked(MethodCall.of(method, rule), annotation, rule, List.of(subjects)))
                .toList();
    }

    private static MethodCall checked(
            MethodCall call, Class<? extends Annotation> annotation, String rule, List<Class<?>> subjects) {
        var subject = call.subjectType();
        if ((subject != null && !subjects.contains(subject))
                || Arrays.asList(call.method().getParameterTypes()).contains(ActorRef.class)) {
            throw MethodCall.malformed(
                    call.method(),
                    "is an @" + annotation.getSimpleName() + " method and takes a parameter that there is nothing for",
                    rule);
        }
        return call;
    }

    Stream<Method> methods() {
        return Stream.of(onStart, onRestart, onStop).flatMap(List::stream).map(MethodCall::method);
    }

    /**
     * A life begins.
     *
     * @param before why the one before it has ended; null if this is the first
     */
    void begin(Object bean, ActorContext<Object> context, @Nullable ExitReason before) throws Exception {
        if (before != null) {
            for (var method : onRestart) {
                method.invoke(bean, method.subjectType() == Throwable.class ? before.failure() : before, context);
            }
        }
        for (var method : onStart) {
            method.invoke(bean, null, context);
        }
    }

    /** The actor stops for good. */
    void stop(Object bean, ActorContext<Object> context) throws Exception {
        for (var method : onStop) {
            method.invoke(bean, null, context);
        }
    }
}
