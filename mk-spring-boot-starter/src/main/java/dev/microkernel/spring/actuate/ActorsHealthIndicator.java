package dev.microkernel.spring.actuate;

import dev.microkernel.system.ActorSystem;
import org.springframework.boot.health.contributor.AbstractHealthIndicator;
import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.health.contributor.Status;

/**
 * Down when the system is closed, or an actor failed so often that it was stopped for good. An actor that is being
 * restarted is not down: that is what supervision is for.
 */
public final class ActorsHealthIndicator extends AbstractHealthIndicator {

    private final ActorSystem system;

    /** For one system. */
    public ActorsHealthIndicator(ActorSystem system) {
        super("The state of the actors could not be read");
        this.system = system;
    }

    @Override
    protected void doHealthCheck(Health.Builder health) {
        boolean up = !system.isClosed() && system.givenUp() == 0;
        health.status(up ? Status.UP : Status.DOWN)
                .withDetail("node", system.identity())
                .withDetail("actors", system.actors())
                .withDetail("restarts", system.restarts())
                .withDetail("givenUp", system.givenUp())
                .withDetail("deadLetters", system.deadLetters().total())
                .withDetail("peers", system.peers().size());
    }
}
