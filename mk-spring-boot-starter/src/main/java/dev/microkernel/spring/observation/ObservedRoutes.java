package dev.microkernel.spring.observation;

import dev.microkernel.actor.ActorRef;
import dev.microkernel.spring.route.RouteInterceptor;
import io.micrometer.observation.ObservationRegistry;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Makes an observation of every message by which a route asks an actor; the message carries its trace. */
public final class ObservedRoutes implements RouteInterceptor {

    private static final ActorRouteObservationConvention DEFAULT = new DefaultActorRouteObservationConvention();

    private final ObservationRegistry registry;
    private final @Nullable ActorRouteObservationConvention convention;

    /**
     * For all routes.
     *
     * @param convention in the place of the default one; null for that
     */
    public ObservedRoutes(ObservationRegistry registry, @Nullable ActorRouteObservationConvention convention) {
        this.registry = registry;
        this.convention = convention;
    }

    @Override
    public <R> CompletableFuture<R> ask(ActorRef<?> actor, Object message, Supplier<CompletableFuture<R>> next) {
        var context = new ActorRouteContext(actor, message);
        var observation = ActorObservationDocumentation.ROUTE.start(convention, DEFAULT, () -> context, registry);
        CompletableFuture<R> reply;
        try (var _ = observation.openScope()) {
            reply = next.get();
        } catch (RuntimeException refused) {
            observation.error(refused).stop();
            throw refused;
        }
        var _ = reply.whenComplete((body, failure) -> {
            if (reply.isCancelled()) {
                context.cancelled();
            } else if (failure != null) {
                observation.error(
                        failure instanceof CompletionException wrapped && wrapped.getCause() != null
                                ? wrapped.getCause()
                                : failure);
            }
            observation.stop();
        });
        return reply;
    }
}
