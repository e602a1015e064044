package dev.microkernel.spring.autoconfigure;

import dev.microkernel.remote.NodeListener;
import dev.microkernel.system.ActorSystem;
import java.net.InetSocketAddress;
import org.jspecify.annotations.Nullable;
import org.springframework.context.SmartLifecycle;
import org.springframework.core.metrics.ApplicationStartup;

/** Lets other nodes in when everything else is ready, and stops doing so before anything else stops. */
final class NodeListenerLifecycle implements SmartLifecycle {

    /** Above Spring Boot's graceful web shutdown (MAX - 1024). */
    static final int PHASE = SmartLifecycle.DEFAULT_PHASE - 512;

    private final ActorSystem system;
    private final MicrokernelProperties.Node node;
    private final ApplicationStartup startup;
    private volatile @Nullable NodeListener listener;

    NodeListenerLifecycle(ActorSystem system, MicrokernelProperties.Node node, ApplicationStartup startup) {
        this.startup = startup;
        this.system = system;
        this.node = node;
    }

    @Override
    public void start() {
        var port = node.port();
        var step = startup.start("mk.node.listen");
        try {
            var opened = system.listen(new InetSocketAddress(node.address(), port == null ? 0 : port));
            step.tag("address", opened.address().toString());
            listener = opened;
        } finally {
            step.end();
        }
    }

    @Override
    public void stop() {
        var present = listener;
        if (present != null) {
            present.close();
            listener = null;
        }
    }

    @Override
    public boolean isRunning() {
        return listener != null;
    }

    @Override
    public int getPhase() {
        return PHASE;
    }
}
