package dev.microkernel.spring.autoconfigure;

import dev.microkernel.spring.bean.ActorSettings;
import dev.microkernel.spring.bean.SupervisorSettings;
import java.time.Duration;
import java.util.Map;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * Settings of single actors, which go before what their annotations say.
 *
 * @param actors actor beans, by name
 * @param supervisors actors that only supervise, by name; they go before a SupervisorSpec bean of the name, or make one
 * @param clients interfaces whose methods send messages to actors
 */
@ConfigurationProperties("mk")
public record ActorProperties(
        @DefaultValue Map<String, ActorSettings> actors,
        @DefaultValue Map<String, SupervisorSettings> supervisors,
        @DefaultValue Clients clients) {

    /**
     * Interfaces whose methods send messages to actors.
     *
     * @param askTimeout how long methods without an AskTimeout wait for a reply
     */
    public record Clients(@DefaultValue("5s") Duration askTimeout) {}
}
