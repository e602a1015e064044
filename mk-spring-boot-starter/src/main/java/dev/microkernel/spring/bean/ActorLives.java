package dev.microkernel.spring.bean;

import dev.microkernel.actor.ActorContext;
import dev.microkernel.actor.Behavior;
import dev.microkernel.actor.BehaviorFactory;
import dev.microkernel.actor.ExitReason;
import dev.microkernel.spring.ActorKey;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.config.ConfigurableListableBeanFactory;

/** Makes a bean for each life of one actor, and knows why the life before has ended. */
final class ActorLives implements BehaviorFactory<Object> {

    private final ConfigurableListableBeanFactory beans;
    private final ActorBlueprint.OfBean actor;
    private final @Nullable ActorKey key;
    private final CompletableFuture<Void> first = new CompletableFuture<>();

    /** Written and read in the actor's turns; its successor's, after a restart of the parent, come behind them. */
    private volatile @Nullable ExitReason before;

    /** Set before the actor is started, if at all. */
    private Consumer<ActorContext<Object>> beginning = context -> {};

    /**
     * Of one actor.
     *
     * @param key which it is, if it is one of several
     */
    ActorLives(ConfigurableListableBeanFactory beans, ActorBlueprint.OfBean actor, @Nullable ActorKey key) {
        this.beans = beans;
        this.actor = actor;
        this.key = key;
    }

    /** Has this told of every life before its bean is made. */
    void beginWith(Consumer<ActorContext<Object>> listener) {
        beginning = listener;
    }

    /** Completed when the first life has begun, or could not. */
    CompletableFuture<Void> first() {
        return first;
    }

    @Override
    public Behavior<Object> create(ActorContext<Object> context) throws Exception {
        beginning.accept(context);
        try {
            var life = begin(context);
            first.complete(null);
            return life;
        } catch (Exception | Error failure) {
            before = ExitReason.of(failure);
            first.completeExceptionally(failure);
            throw failure;
        }
    }

    private Behavior<Object> begin(ActorContext<Object> context) throws Exception {
        var bean = ActorContextHolder.with(context, key, () -> beans.getBean(actor.beanName()));
        var life = new BeanBehavior(actor.definition(), bean, context, reason -> {
            before = reason;
            beans.destroyBean(actor.beanName(), bean);
        });
        try {
            actor.definition().lifecycle().begin(bean, context, before);
        } catch (Exception | Error failure) {
            beans.destroyBean(actor.beanName(), bean); // no behaviour, so no signal would have it destroyed
            throw failure;
        }
        return life;
    }
}
