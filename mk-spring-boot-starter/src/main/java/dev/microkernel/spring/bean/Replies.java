package dev.microkernel.spring.bean;

import dev.microkernel.actor.ActorContext;
import dev.microkernel.actor.Failure;
import java.lang.reflect.Method;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.springframework.core.ResolvableType;
import org.springframework.util.ClassUtils;

/**
 * What becomes of what a handler returns: it is the reply, or the stage or Mono of it. Decided by the declared type, once,
 * so that a message costs no look-up.
 */
final class Replies {

    private static final boolean REACTOR =
            ClassUtils.isPresent("reactor.core.publisher.Mono", Replies.class.getClassLoader());

    private final ResolvableType type;
    private final @Nullable Function<Object, CompletionStage<?>> later;

    private Replies(ResolvableType type, @Nullable Function<Object, CompletionStage<?>> later) {
        this.type = type;
        this.later = later;
    }

    static Replies of(Method method) {
        var returned = method.getReturnType();
        var type = ResolvableType.forMethodReturnType(method);
        if (CompletionStage.class.isAssignableFrom(returned)) {
            return new Replies(type.as(CompletionStage.class).getGeneric(), CompletionStage.class::cast);
        }
        var adapter = REACTOR ? ReactiveReplies.adapter(returned) : null;
        return adapter == null ? new Replies(type, null) : new Replies(type.getGeneric(), adapter);
    }

    /** Whether there is never a reply. */
    boolean none() {
        return type.resolve(Object.class) == void.class || type.resolve(Object.class) == Void.class;
    }

    /** The class of the reply; Object where the declaration does not say. */
    Class<?> type() {
        return ClassUtils.resolvePrimitiveIfNecessary(type.resolve(Object.class));
    }

    void send(Object result, ActorContext<Object> context) {
        var stage = later != null
                ? later.apply(result)
                : result instanceof CompletionStage<?> undeclared ? undeclared : null;
        if (stage == null) {
            context.reply(result);
            return;
        }
        var asker = context.sender();
        var self = context.self();
        var _ = stage.whenComplete((value, failure) -> {
            if (failure != null) {
                asker.tell(new Failure(causeOf(failure)), self);
            } else if (value != null) {
                asker.tell(value, self);
            }
        });
    }

    private static Throwable causeOf(Throwable failure) {
        return failure instanceof CompletionException && failure.getCause() != null ? failure.getCause() : failure;
    }
}
