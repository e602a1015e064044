package dev.microkernel.spring.bean;

import dev.microkernel.actor.ActorContext;
import dev.microkernel.actor.ActorRef;
import dev.microkernel.actor.ActorSpec;
import dev.microkernel.codec.MessageCodec;
import dev.microkernel.mailbox.MailboxSpec;
import dev.microkernel.spring.ActorSpecCustomizer;
import dev.microkernel.system.ActorSystem;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.springframework.beans.factory.BeanCreationException;
import org.springframework.beans.factory.config.ConfigurableListableBeanFactory;

/** Starts the actors behind actor beans, and makes a bean for each of their lives. */
public final class ActorBeans {

    private final ActorSystem system;
    private final ConfigurableListableBeanFactory beans;
    private final List<ActorSpecCustomizer> customizers;
    private final Map<String, CompletableFuture<Void>> firstLives = new LinkedHashMap<>();

    /**
     * Without actors yet.
     *
     * @param beans where the actor beans, of prototype scope, come from
     * @param customizers in the order in which they are asked
     */
    public ActorBeans(
            ActorSystem system, ConfigurableListableBeanFactory beans, List<ActorSpecCustomizer> customizers) {
        this.system = system;
        this.beans = beans;
        this.customizers = customizers;
    }

    /** Starts one actor; it runs as soon as the system does. Called while Spring makes its singletons. */
    ActorRef<Object> start(String beanName, String actorName, int mailboxCapacity, ActorDefinition definition) {
        var firstLife = new CompletableFuture<Void>();
        firstLives.put(actorName, firstLife);
        var spec = ActorSpec.<Object>of(context -> newLife(beanName, definition, context, firstLife))
                .withType(definition.type().getSimpleName())
                .withWireMessages(definition.wireMessages());
        if (mailboxCapacity > 0) {
            spec = spec.withMailbox(MailboxSpec.bounded(mailboxCapacity));
        }
        if (definition.takesWireMessages()) {
            spec = spec.withCodec(MessageCodec.RAW);
        }
        for (var customizer : customizers) {
            spec = customizer.customize(actorName, spec);
        }
        var actor = system.spawn(actorName, spec);
        if (!system.registry().register(actorName, actor)) {
            throw new IllegalStateException("the name of an @Actor must be free, name=" + actorName + ", held by="
                    + system.registry().lookup(actorName).map(ActorRef::path).orElse("nobody any more"));
        }
        return actor;
    }

    private BeanBehavior newLife(
            String beanName,
            ActorDefinition definition,
            ActorContext<Object> context,
            CompletableFuture<Void> firstLife) {
        try {
            var bean = ActorContextHolder.with(context, () -> beans.getBean(beanName));
            firstLife.complete(null);
            return new BeanBehavior(definition, bean, context, () -> beans.destroyBean(beanName, bean));
        } catch (RuntimeException | Error failure) {
            firstLife.completeExceptionally(failure);
            throw failure;
        }
    }

    /**
     * Waits until every actor has had its first bean, once the system runs.
     *
     * @throws BeanCreationException if one could not be made: the application must not start without it
     */
    public void awaitFirstLives(Duration timeout) {
        firstLives.forEach((actorName, firstLife) -> {
            try {
                firstLife.get(timeout.toNanos(), TimeUnit.NANOSECONDS);
            } catch (ExecutionException e) {
                var cause = e.getCause();
                throw new BeanCreationException(
                        "actor '" + actorName + "' could not be started", cause == null ? e : cause);
            } catch (TimeoutException e) {
                throw new BeanCreationException("actor '" + actorName + "' was not started within " + timeout, e);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new BeanCreationException("interrupted while actor '" + actorName + "' was being started", e);
            }
        });
    }
}
