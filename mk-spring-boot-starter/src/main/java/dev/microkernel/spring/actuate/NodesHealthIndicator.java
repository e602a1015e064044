package dev.microkernel.spring.actuate;

import dev.microkernel.remote.Mount;
import dev.microkernel.remote.PeerInfo;
import dev.microkernel.system.ActorSystem;
import org.springframework.boot.health.contributor.AbstractHealthIndicator;
import org.springframework.boot.health.contributor.Health;

/**
 * The links with other nodes. Up, unless nodes that are to be kept mounted are missing and the application says that it
 * cannot do without them: a node that takes itself out because another is gone makes one failure two.
 */
public final class NodesHealthIndicator extends AbstractHealthIndicator {

    private final ActorSystem system;
    private final boolean required;

    /**
     * For one system.
     *
     * @param required whether it is down while a node that is to be kept mounted is not connected
     */
    public NodesHealthIndicator(ActorSystem system, boolean required) {
        super("The links with other nodes could not be read");
        this.system = system;
        this.required = required;
    }

    @Override
    protected void doHealthCheck(Health.Builder health) {
        var missing = system.mounts().stream()
                .filter(mount -> mount.peer().isEmpty())
                .map(Mount::addresses)
                .map(String::valueOf)
                .toList();
        if (required && !missing.isEmpty()) {
            health.down();
        } else {
            health.up();
        }
        health.withDetail(
                        "connected",
                        system.peers().stream().map(PeerInfo::identity).toList())
                .withDetail("missing", missing);
    }
}
