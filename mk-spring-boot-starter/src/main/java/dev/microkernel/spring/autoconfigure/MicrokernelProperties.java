package dev.microkernel.spring.autoconfigure;

import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * Settings of the actor runtime.
 *
 * @param node this node and how others join it
 * @param routes HTTP routes into mailboxes
 * @param logActor the actor that writes what other nodes have to say into the log
 * @param startTimeout how long the beans of all actors may take to be made at start
 * @param stopTimeout how long actors may take to stop at shutdown
 */
@ConfigurationProperties("mk")
public record MicrokernelProperties(
        @DefaultValue Node node,
        @DefaultValue Routes routes,
        @DefaultValue LogActor logActor,
        @DefaultValue("30s") Duration startTimeout,
        @DefaultValue("10s") Duration stopTimeout) {

    /**
     * This node and how others join it.
     *
     * @param identity the node's name among nodes, at most 31 bytes; by default the application's name
     * @param id the node's id, 1 to 15; by default derived from the identity
     * @param address where to listen for other nodes; loopback only
     * @param port where to listen for other nodes, 0 for any free port; without it no port is opened
     * @param peers the nodes to mount, each as host:port, and again whenever the link is lost
     */
    public record Node(
            @Nullable String identity,
            @Nullable Integer id,
            @DefaultValue("127.0.0.1") String address,
            @Nullable Integer port,
            @DefaultValue List<String> peers) {}

    /**
     * HTTP routes into mailboxes.
     *
     * @param askTimeout how long a request waits for an actor's reply before it is answered with 504
     */
    public record Routes(@DefaultValue("5s") Duration askTimeout) {}

    /**
     * The actor that writes what other nodes have to say into the log.
     *
     * @param enabled whether there is one, under the name log
     * @param linesPerSecond how many lines each node may send, 1 to 100000; after a rest, twice as many at once
     */
    public record LogActor(
            @DefaultValue("false") boolean enabled,
            @DefaultValue("100") int linesPerSecond) {}
}
