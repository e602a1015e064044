package dev.microkernel.spring.autoconfigure.health;

import dev.microkernel.spring.actuate.ActorsHealthIndicator;
import dev.microkernel.spring.autoconfigure.MicrokernelAutoConfiguration;
import dev.microkernel.system.ActorSystem;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.health.autoconfigure.contributor.ConditionalOnEnabledHealthIndicator;
import org.springframework.context.annotation.Bean;

/** {@code /actuator/health/actors}; off by {@code management.health.actors.enabled=false}. */
@AutoConfiguration(after = MicrokernelAutoConfiguration.class)
@ConditionalOnClass(ConditionalOnEnabledHealthIndicator.class)
public final class ActorsHealthAutoConfiguration {

    @Bean
    @ConditionalOnMissingBean(name = "actorsHealthIndicator")
    @ConditionalOnEnabledHealthIndicator("actors")
    ActorsHealthIndicator actorsHealthIndicator(ActorSystem system) {
        return new ActorsHealthIndicator(system);
    }
}
