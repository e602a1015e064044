package dev.microkernel.spring.observation;

import io.micrometer.observation.Observation;
import io.micrometer.observation.ObservationConvention;

/** What the observations of handled messages are called and tagged with; a bean of this type replaces the default. */
public interface ActorMessageObservationConvention extends ObservationConvention<ActorMessageContext> {

    @Override
    default boolean supportsContext(Observation.Context context) {
        return context instanceof ActorMessageContext;
    }
}
