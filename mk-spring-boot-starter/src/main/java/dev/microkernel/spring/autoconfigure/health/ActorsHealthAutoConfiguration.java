package dev.microkernel.spring.autoconfigure.health;

import dev.microkernel.spring.actuate.ActorHealthIndicator;
import dev.microkernel.spring.actuate.ActorsHealthIndicator;
import dev.microkernel.spring.actuate.NodesHealthIndicator;
import dev.microkernel.spring.autoconfigure.MicrokernelAutoConfiguration;
import dev.microkernel.system.ActorSystem;
import java.util.LinkedHashMap;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.boot.context.properties.source.InvalidConfigurationPropertyValueException;
import org.springframework.boot.health.autoconfigure.contributor.ConditionalOnEnabledHealthIndicator;
import org.springframework.boot.health.contributor.CompositeHealthContributor;
import org.springframework.boot.health.contributor.HealthContributor;
import org.springframework.context.annotation.Bean;

/**
 * {@code /actuator/health/actors}: the system, the links and the actors that the application cannot do without; off by
 * {@code management.health.actors.enabled=false}.
 */
@AutoConfiguration(after = MicrokernelAutoConfiguration.class)
@ConditionalOnClass(ConditionalOnEnabledHealthIndicator.class)
@EnableConfigurationProperties(ActorsHealthProperties.class)
public final class ActorsHealthAutoConfiguration {

    @Bean
    @ConditionalOnMissingBean(name = {"actorsHealthContributor", "actorsHealthIndicator"})
    @ConditionalOnEnabledHealthIndicator("actors")
    CompositeHealthContributor actorsHealthContributor(ActorSystem system, ActorsHealthProperties properties) {
        var components = new LinkedHashMap<String, HealthContributor>();
        components.put("system", new ActorsHealthIndicator(system));
        components.put("nodes", new NodesHealthIndicator(system, properties.requireMounts()));
        for (var path : properties.actors()) {
            var absolute = path.startsWith("/") ? path : "/" + path;
            var name = absolute.substring(1).replace('/', '.');
            if (name.isBlank() || components.containsKey(name)) {
                throw new InvalidConfigurationPropertyValueException(
                        "mk.health.actors",
                        path,
                        "Each is the path of one actor, for example /orders/printer, and none is there twice.");
            }
            components.put(name, new ActorHealthIndicator(system, absolute));
        }
        return CompositeHealthContributor.fromMap(components);
    }
}
