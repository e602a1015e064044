package dev.microkernel.spring.bean;

import dev.microkernel.actor.ActorContext;
import dev.microkernel.spring.ActorKey;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** What is injected into the bean that is being made for an actor: its context, and its key where it has one. */
final class ActorContextHolder {

    private record Actor(
            ActorContext<Object> context, @Nullable ActorKey key) {}

    private static final ScopedValue<Actor> ACTOR = ScopedValue.newInstance();

    private ActorContextHolder() {}

    static <T> T with(ActorContext<Object> context, @Nullable ActorKey key, Supplier<T> maker) {
        return ScopedValue.where(ACTOR, new Actor(context, key)).call(maker::get);
    }

    static ActorContext<Object> current() {
        return actor("an ActorContext can be injected into @Actor beans only; others use an ActorRef")
                .context();
    }

    static ActorKey currentKey() {
        var rule = "an ActorKey can be injected into @Actor beans with a path only, as @Actor(path = \"/device/{id}\")";
        var key = actor(rule).key();
        if (key == null) {
            throw new IllegalStateException(rule);
        }
        return key;
    }

    private static Actor actor(String rule) {
        if (!ACTOR.isBound()) {
            throw new IllegalStateException(rule);
        }
        return ACTOR.get();
    }
}
