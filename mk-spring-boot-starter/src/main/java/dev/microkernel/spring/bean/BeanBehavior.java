package dev.microkernel.spring.bean;

import dev.microkernel.actor.ActorContext;
import dev.microkernel.actor.Behavior;
import dev.microkernel.actor.Failure;
import dev.microkernel.actor.Signal;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/** One life of an actor bean. */
final class BeanBehavior implements Behavior<Object> {

    private final ActorDefinition definition;
    private final Object bean;
    private final ActorContext<Object> context;
    private final Runnable destroy;

    BeanBehavior(ActorDefinition definition, Object bean, ActorContext<Object> context, Runnable destroy) {
        this.definition = definition;
        this.bean = bean;
        this.context = context;
        this.destroy = destroy;
    }

    @Override
    public Behavior<Object> onMessage(Object message) throws Exception {
        var handler = definition.handlerOf(message);
        if (handler == null) {
            return Behavior.unhandled();
        }
        reply(call(handler, message));
        return Behavior.same();
    }

    @Override
    public Behavior<Object> onSignal(Signal signal) throws Exception {
        try {
            var handler = definition.handlerOf(signal);
            if (handler == null) {
                return Behavior.unhandled();
            }
            var _ = call(handler, signal);
            return Behavior.same();
        } finally {
            if (signal instanceof Signal.PreRestart || signal instanceof Signal.Stopping) {
                destroy.run();
            }
        }
    }

    private @Nullable Object call(HandlerMethod handler, Object message) throws Exception {
        try {
            return handler.invoke(bean, message, context, context.sender());
        } catch (Exception | Error failure) {
            throw failure;
        } catch (Throwable failure) {
            throw new IllegalStateException("handler " + handler + " threw neither an exception nor an error", failure);
        }
    }

    private void reply(@Nullable Object result) {
        if (result instanceof CompletionStage<?> stage) {
            var asker = context.sender();
            var self = context.self();
            var _ = stage.whenComplete((value, failure) -> {
                if (failure != null) {
                    var cause = failure instanceof CompletionException && failure.getCause() != null
                            ? failure.getCause()
                            : failure;
                    asker.tell(new Failure(cause), self);
                } else if (value != null) {
                    asker.tell(value, self);
                }
            });
        } else if (result != null) {
            context.reply(result);
        }
    }
}
