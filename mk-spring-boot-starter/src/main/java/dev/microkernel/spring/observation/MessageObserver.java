package dev.microkernel.spring.observation;

import dev.microkernel.actor.ActorRef;
import dev.microkernel.actor.MessageInterceptor;
import dev.microkernel.actor.TraceContext;
import io.micrometer.observation.Observation;
import io.micrometer.observation.ObservationRegistry;
import org.jspecify.annotations.Nullable;

/**
 * Makes an observation of every message that an actor handles, or of those that belong to a trace. While the actor handles
 * it, the observation is in scope: what is logged has its trace, and what is sent carries it on.
 */
public final class MessageObserver implements MessageInterceptor {

    private static final ActorMessageObservationConvention DEFAULT = new DefaultActorMessageObservationConvention();

    private final ObservationRegistry registry;
    private final @Nullable ActorMessageObservationConvention convention;
    private final boolean all;

    /** An observation that is in scope on this thread. */
    private record Present(Observation observation, Observation.Scope scope) {}

    /**
     * For one system.
     *
     * @param convention in the place of the default one; null for that
     * @param all whether messages are observed that belong to no trace, too
     */
    public MessageObserver(
            ObservationRegistry registry, @Nullable ActorMessageObservationConvention convention, boolean all) {
        this.registry = registry;
        this.convention = convention;
        this.all = all;
    }

    @Override
    public @Nullable Object before(ActorRef<?> actor, String type, Object message, @Nullable TraceContext trace) {
        if (trace == null && !all) {
            return null;
        }
        var observation = ActorObservationDocumentation.MESSAGE.start(
                convention, DEFAULT, () -> new ActorMessageContext(actor, type, message, trace), registry);
        return observation.isNoop() ? null : new Present(observation, observation.openScope());
    }

    @Override
    public void after(Object token, @Nullable Throwable failure) {
        var present = (Present) token;
        present.scope.close();
        if (failure != null) {
            present.observation.error(failure);
        }
        present.observation.stop();
    }
}
