package dev.microkernel.spring.bean;

import dev.microkernel.actor.ActorContext;
import dev.microkernel.actor.Behavior;
import dev.microkernel.actor.Signal;

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
            if (signal instanceof Signal.PreRestart || signal instanceof Signal.Stopping) {
                destroy.run();
            }
        }
    }
}
