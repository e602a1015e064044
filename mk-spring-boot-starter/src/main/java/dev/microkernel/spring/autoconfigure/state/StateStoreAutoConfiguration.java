package dev.microkernel.spring.autoconfigure.state;

import dev.microkernel.state.FileStateStore;
import dev.microkernel.state.StateException;
import dev.microkernel.state.StateStore;
import java.util.Objects;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.boot.context.properties.source.InvalidConfigurationPropertyValueException;
import org.springframework.context.annotation.Bean;

/** A {@link FileStateStore} in the folder {@code mk.state.location}. */
@AutoConfiguration
@ConditionalOnProperty("mk.state.location")
@EnableConfigurationProperties(StateProperties.class)
public final class StateStoreAutoConfiguration {

    @Bean(destroyMethod = "close")
    @ConditionalOnMissingBean(StateStore.class)
    FileStateStore stateStore(StateProperties properties) {
        var location = Objects.requireNonNull(properties.location(), "asked for by the condition");
        try {
            return FileStateStore.open(location);
        } catch (StateException unusable) {
            throw new InvalidConfigurationPropertyValueException(
                    "mk.state.location", location, String.valueOf(unusable.getMessage()));
        }
    }
}
