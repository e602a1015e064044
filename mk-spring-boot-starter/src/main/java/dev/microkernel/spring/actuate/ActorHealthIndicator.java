package dev.microkernel.spring.actuate;

import dev.microkernel.system.ActorSystem;
import org.springframework.boot.health.contributor.AbstractHealthIndicator;
import org.springframework.boot.health.contributor.Health;

/**
 * One actor that the application cannot do without: down when there is none at its path, out of service while an operator
 * has suspended it. One that begins afresh, or waits to, is up: that is what supervision is for, and who looks at its
 * details sees how often.
 */
public final class ActorHealthIndicator extends AbstractHealthIndicator {

    private final ActorSystem system;
    private final String path;

    /**
     * For one actor.
     *
     * @param path as in {@code /orders/printer}
     */
    public ActorHealthIndicator(ActorSystem system, String path) {
        super("The state of " + path + " could not be read");
        this.system = system;
        this.path = path;
    }

    @Override
    protected void doHealthCheck(Health.Builder health) {
        health.withDetail("path", path);
        var actor = system.find(path);
        if (actor.isEmpty()) {
            health.down().withDetail("reason", "there is no such actor");
            return;
        }
        var info = system.inspect(actor.get(), 0);
        switch (info.state()) {
            case STOPPING, STOPPED -> health.down();
            case SUSPENDED -> health.outOfService();
            default -> health.up();
        }
        health.withDetail("state", info.state())
                .withDetail("restarts", info.restarts())
                .withDetail("mailboxDepth", info.mailbox().depth())
                .withDetail("oldestMessage", info.mailbox().oldest());
        if (info.lastFailure() != null) {
            health.withDetail("lastFailure", info.lastFailure());
        }
    }
}
