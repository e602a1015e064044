package dev.microkernel.spring.bean;

import dev.microkernel.actor.ActorContext;
import java.util.function.Supplier;

/** The context of the actor whose bean is being made, for injection into the bean's constructor. */
final class ActorContextHolder {

    private static final ScopedValue<ActorContext<Object>> CONTEXT = ScopedValue.newInstance();

    private ActorContextHolder() {}

    static <T> T with(ActorContext<Object> context, Supplier<T> maker) {
        return ScopedValue.where(CONTEXT, context).call(maker::get);
    }

    static ActorContext<Object> current() {
        if (!CONTEXT.isBound()) {
            throw new IllegalStateException(
                    "an ActorContext can be injected into @Actor beans only; others use an ActorRef");
        }
        return CONTEXT.get();
    }
}
