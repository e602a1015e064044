package dev.microkernel.spring.observation;

import io.micrometer.observation.Observation;
import io.micrometer.observation.ObservationConvention;

/** What the observations of routes are called and tagged with; a bean of this type replaces the default. */
public interface ActorRouteObservationConvention extends ObservationConvention<ActorRouteContext> {

    @Override
    default boolean supportsContext(Observation.Context context) {
        return context instanceof ActorRouteContext;
    }
}
