package dev.microkernel.spring.autoconfigure;

import org.springframework.boot.availability.AvailabilityChangeEvent;
import org.springframework.boot.availability.ReadinessState;
import org.springframework.context.ApplicationContext;
import org.springframework.context.SmartLifecycle;

/**
 * Says, before anything stops, that the application takes no more work: a node without a web server has nobody else to say
 * so. Spring Boot says when it does take work.
 */
final class ReadinessLifecycle implements SmartLifecycle {

    private final ApplicationContext context;
    private volatile boolean running;
    private volatile boolean stopped;

    ReadinessLifecycle(ApplicationContext context) {
        this.context = context;
    }

    @Override
    public void start() {
        running = true;
        if (stopped) { // the context was stopped and is started again, of which Spring Boot says nothing
            stopped = false;
            AvailabilityChangeEvent.publish(context, ReadinessState.ACCEPTING_TRAFFIC);
        }
    }

    @Override
    public void stop() {
        running = false;
        stopped = true;
        AvailabilityChangeEvent.publish(context, ReadinessState.REFUSING_TRAFFIC);
    }

    @Override
    public boolean isRunning() {
        return running;
    }

    /** The first to stop. */
    @Override
    public int getPhase() {
        return DEFAULT_PHASE;
    }
}
