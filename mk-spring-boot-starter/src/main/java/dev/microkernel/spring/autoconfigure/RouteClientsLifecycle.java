package dev.microkernel.spring.autoconfigure;

import dev.microkernel.spring.route.ActorRoutes;
import org.springframework.boot.web.server.context.WebServerApplicationContext;
import org.springframework.context.SmartLifecycle;

/**
 * Ends connections that stay before the web server waits for the end of all requests: they have none of their own, and the wait
 * would last until its deadline.
 */
final class RouteClientsLifecycle implements SmartLifecycle {

    private final ActorRoutes routes;
    private volatile boolean running;

    RouteClientsLifecycle(ActorRoutes routes) {
        this.routes = routes;
    }

    @Override
    public void start() {
        routes.admitClients();
        running = true;
    }

    @Override
    public void stop() {
        running = false;
        routes.dismissClients();
    }

    @Override
    public boolean isRunning() {
        return running;
    }

    /** Stopped before the web server is. */
    @Override
    public int getPhase() {
        return WebServerApplicationContext.GRACEFUL_SHUTDOWN_PHASE + 1;
    }
}
