package dev.microkernel.spring.autoconfigure.endpoint;

import dev.microkernel.spring.actuate.ActorsEndpoint;
import dev.microkernel.spring.autoconfigure.MicrokernelAutoConfiguration;
import dev.microkernel.system.ActorSystem;
import org.springframework.boot.actuate.autoconfigure.endpoint.condition.ConditionalOnAvailableEndpoint;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.context.annotation.Bean;

/** {@code /actuator/actors}. */
@AutoConfiguration(after = MicrokernelAutoConfiguration.class)
@ConditionalOnClass(ConditionalOnAvailableEndpoint.class)
@ConditionalOnAvailableEndpoint(ActorsEndpoint.class)
public final class ActorsEndpointAutoConfiguration {

    @Bean
    @ConditionalOnMissingBean
    ActorsEndpoint actorsEndpoint(ActorSystem system) {
        return new ActorsEndpoint(system);
    }
}
