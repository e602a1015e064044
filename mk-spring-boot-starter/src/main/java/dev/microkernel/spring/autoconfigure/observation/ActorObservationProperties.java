package dev.microkernel.spring.autoconfigure.observation;

import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * Settings of the observations.
 *
 * @param messages of which messages, while actors handle them, observations are made
 * @param routes whether they are made of the messages by which routes ask actors
 */
@ConfigurationProperties("mk.observations")
public record ActorObservationProperties(
        @DefaultValue("traced") Messages messages,
        @DefaultValue("true") boolean routes) {

    /** Some messages. */
    public enum Messages {
        /** None. */
        NONE,
        /** Those that belong to a trace, if the application has a tracer. */
        TRACED,
        /** All. */
        ALL
    }
}
