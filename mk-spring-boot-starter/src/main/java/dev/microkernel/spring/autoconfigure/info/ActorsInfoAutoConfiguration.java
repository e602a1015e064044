package dev.microkernel.spring.autoconfigure.info;

import dev.microkernel.spring.actuate.ActorsInfoContributor;
import dev.microkernel.spring.autoconfigure.MicrokernelAutoConfiguration;
import dev.microkernel.system.ActorSystem;
import org.springframework.boot.actuate.autoconfigure.info.ConditionalOnEnabledInfoContributor;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.context.annotation.Bean;

/** {@code actors} in {@code /actuator/info}; off by {@code management.info.actors.enabled=false}. */
@AutoConfiguration(after = MicrokernelAutoConfiguration.class)
@ConditionalOnClass(ConditionalOnEnabledInfoContributor.class)
public final class ActorsInfoAutoConfiguration {

    @Bean
    @ConditionalOnMissingBean
    @ConditionalOnEnabledInfoContributor("actors")
    ActorsInfoContributor actorsInfoContributor(ActorSystem system) {
        return new ActorsInfoContributor(system);
    }
}
