package dev.microkernel.spring.autoconfigure.state;

import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;

/**
 * Durable state of actors.
 *
 * @param location the folder that it is kept in; without it there is no store
 */
@ConfigurationProperties("mk.state")
public record StateProperties(@Nullable Path location) {}
