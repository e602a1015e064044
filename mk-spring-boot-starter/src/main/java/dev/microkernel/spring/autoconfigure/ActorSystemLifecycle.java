package dev.microkernel.spring.autoconfigure;

import dev.microkernel.spring.bean.ActorBeans;
import dev.microkernel.system.ActorSystem;
import java.time.Duration;
import org.springframework.context.SmartLifecycle;
import org.springframework.core.metrics.ApplicationStartup;

/** Runs the actors from before the web server takes requests until after it has answered the last one. */
final class ActorSystemLifecycle implements SmartLifecycle {

    /** Starts before, and stops after, Spring Boot's web servers (MAX - 2048). */
    static final int PHASE = SmartLifecycle.DEFAULT_PHASE - 4096;

    private final ActorSystem system;
    private final ActorBeans actors;
    private final Duration startTimeout;
    private final Duration stopTimeout;
    private final ApplicationStartup startup;
    private final Runnable afterStart;
    private volatile boolean running;

    /**
     * Not running.
     *
     * @param afterStart what lets actors run, where they do not by themselves
     */
    ActorSystemLifecycle(
            ActorSystem system,
            ActorBeans actors,
            Duration startTimeout,
            Duration stopTimeout,
            ApplicationStartup startup,
            Runnable afterStart) {
        this.startup = startup;
        this.system = system;
        this.actors = actors;
        this.startTimeout = startTimeout;
        this.stopTimeout = stopTimeout;
        this.afterStart = afterStart;
    }

    @Override
    public void start() {
        var step = startup.start("mk.actors.start");
        try {
            actors.startAll();
            system.start();
            running = true;
            afterStart.run();
            actors.awaitFirstLives(startTimeout);
        } finally {
            step.tag("actors", Long.toString(system.actors())).end();
        }
    }

    @Override
    public void stop() {
        running = false;
        system.close(stopTimeout);
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
