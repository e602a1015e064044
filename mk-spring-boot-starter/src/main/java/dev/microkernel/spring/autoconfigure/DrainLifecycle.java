package dev.microkernel.spring.autoconfigure;

import dev.microkernel.system.ActorSystem;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.boot.thread.Threading;
import org.springframework.context.SmartLifecycle;
import org.springframework.core.env.Environment;

/**
 * Lets actors handle, at shutdown, what they have been sent: when those that send are gone, the web server among them, and
 * while links with other nodes are there still, for the replies.
 */
final class DrainLifecycle implements SmartLifecycle {

    /** Stops behind Spring Boot's web servers (MAX - 2048), before the links and the actors. */
    static final int PHASE = PeerMountsLifecycle.PHASE + 1;

    private static final Logger LOG = LoggerFactory.getLogger(DrainLifecycle.class);

    /** How long Spring waits for a phase by default, and the key of it. */
    private static final Duration PHASE_TIMEOUT = Duration.ofSeconds(30);

    private static final String PHASE_TIMEOUT_KEY = "spring.lifecycle.timeout-per-shutdown-phase";

    /** What is left of a phase's time to say that not all was handled. */
    private static final Duration RESERVE = Duration.ofMillis(500);

    private final ActorSystem system;
    private final Duration timeout;
    private final boolean virtualThreads;
    private volatile boolean running;

    DrainLifecycle(ActorSystem system, @Nullable Duration timeout, Environment environment) {
        this.system = system;
        this.timeout = timeout == null ? withinPhase(environment) : timeout;
        this.virtualThreads = Threading.VIRTUAL.isActive(environment);
    }

    private static Duration withinPhase(Environment environment) {
        var phase = environment.getProperty(PHASE_TIMEOUT_KEY, Duration.class, PHASE_TIMEOUT);
        return phase.compareTo(RESERVE) > 0 ? phase.minus(RESERVE) : Duration.ZERO;
    }

    @Override
    public void start() {
        running = true;
    }

    @Override
    public void stop() {
        running = false;
        if (!timeout.isPositive() || system.isClosed()) {
            return;
        }
        long left = system.drain(timeout);
        if (left > 0) {
            LOG.warn(
                    "{} messages were not handled within {} and will be dead letters; mk.drain-timeout and {} give actors"
                            + " more time",
                    left,
                    timeout,
                    PHASE_TIMEOUT_KEY);
        }
    }

    /** On a thread of its own, so that Spring's time for the phase holds. */
    @Override
    public void stop(Runnable callback) {
        var threads = virtualThreads ? Thread.ofVirtual() : Thread.ofPlatform();
        var _ = threads.name("mk-drain").start(() -> {
            try {
                stop();
            } finally {
                callback.run();
            }
        });
    }

    @Override
    public boolean isRunning() {
        return running;
    }

    @Override
    public int getPhase() {
        return PHASE;
    }
}
