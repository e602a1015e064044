package dev.microkernel.spring.autoconfigure.health;

import java.util.List;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * What the application's health depends on.
 *
 * @param actors paths of actors that it cannot do without, each with details of its own: /orders or /orders/printer
 * @param requireMounts whether it is down while a node of mk.node.peers is not connected
 */
@ConfigurationProperties("mk.health")
public record ActorsHealthProperties(
        @DefaultValue List<String> actors,
        @DefaultValue("false") boolean requireMounts) {}
