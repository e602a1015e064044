package dev.microkernel.spring.autoconfigure.metrics;

import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * Settings of the meters.
 *
 * @param countMessages whether the messages are counted that actors of each type handle, which costs some nanoseconds each
 * @param timedOneIn every how many messages of an actor one is timed, 1 for all, to 1048576
 */
@ConfigurationProperties("mk.metrics")
public record ActorMetricsProperties(
        @DefaultValue("true") boolean countMessages,
        @DefaultValue("16") int timedOneIn) {}
