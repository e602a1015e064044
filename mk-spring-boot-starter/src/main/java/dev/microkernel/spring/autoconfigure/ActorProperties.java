package dev.microkernel.spring.autoconfigure;

import dev.microkernel.spring.bean.ActorSettings;
import dev.microkernel.spring.bean.SupervisorSettings;
import java.util.Map;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * Settings of single actors, which go before what their annotations say.
 *
 * @param actors actor beans, by name
 * @param supervisors actors that only supervise, by name; whether there is a {@code SupervisorSpec} bean of the name or not
 */
@ConfigurationProperties("mk")
public record ActorProperties(
        @DefaultValue Map<String, ActorSettings> actors,
        @DefaultValue Map<String, SupervisorSettings> supervisors) {}
