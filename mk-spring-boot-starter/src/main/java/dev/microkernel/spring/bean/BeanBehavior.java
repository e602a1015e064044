package dev.microkernel.spring.bean;

import dev.microkernel.actor.ActorContext;
import dev.microkernel.actor.Behavior;
import dev.microkernel.actor.ExitReason;
import dev.microkernel.actor.Signal;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** One life of an actor bean. */
final class BeanBehavior implements Behavior<Object> {

    private final ActorDefinition definition;
    private final Object bean;
    private final ActorContext<Object> context;
    private final Consumer<@Nullable ExitReason> end;

    /**
     * Begun.
     *
     * @param end called when the life has ended, with the reason if another life follows
     */
    BeanBehavior(
            ActorDefinition definition, Object bean, ActorContext<Object> context, Consumer<@Nullable ExitReason> end) {
        this.definition = definition;
        this.bean = bean;
        this.context = context;
        this.end = end;
    }

    @Override
    public Behavior<Object> onMessage(Object message) throws Exception {
        var handler = definition.handlerOf(message);
        if (handler == null) {
            return Behavior.unhandled();
        }
        handler.handle(bean, message, context);
        return Behavior.same();
    }

    @Override
    public Behavior<Object> onSignal(Signal signal) throws Exception {
        try {
            if (signal instanceof Signal.Stopping) {
                definition.lifecycle().stop(bean, context);
            }
            var handler = definition.handlerOf(signal);
            if (handler == null) {
                return Behavior.unhandled();
            }
            handler.hear(bean, signal, context);
            return Behavior.same();
        } finally {
            if (signal instanceof Signal.PreRestart(var reason)) {
                end.accept(reason);
            } else if (signal instanceof Signal.Stopping) {
                end.accept(null);
            }
        }
    }
}
