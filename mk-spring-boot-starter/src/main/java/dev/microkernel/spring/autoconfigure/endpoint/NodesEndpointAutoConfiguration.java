package dev.microkernel.spring.autoconfigure.endpoint;

import dev.microkernel.spring.actuate.NodesEndpoint;
import dev.microkernel.spring.autoconfigure.MicrokernelAutoConfiguration;
import dev.microkernel.system.ActorSystem;
import org.springframework.boot.actuate.autoconfigure.endpoint.condition.ConditionalOnAvailableEndpoint;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.context.annotation.Bean;

/** {@code /actuator/nodes}. */
@AutoConfiguration(after = MicrokernelAutoConfiguration.class)
@ConditionalOnClass(ConditionalOnAvailableEndpoint.class)
@ConditionalOnAvailableEndpoint(NodesEndpoint.class)
public final class NodesEndpointAutoConfiguration {

    @Bean
    @ConditionalOnMissingBean
    NodesEndpoint nodesEndpoint(ActorSystem system) {
        return new NodesEndpoint(system);
    }
}
