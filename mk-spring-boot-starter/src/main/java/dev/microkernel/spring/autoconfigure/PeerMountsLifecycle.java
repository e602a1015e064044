package dev.microkernel.spring.autoconfigure;

import dev.microkernel.remote.Mount;
import dev.microkernel.spring.actuate.NodeAddress;
import dev.microkernel.system.ActorSystem;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import org.springframework.boot.context.properties.source.InvalidConfigurationPropertyValueException;
import org.springframework.context.SmartLifecycle;
import org.springframework.core.metrics.ApplicationStartup;

/** Keeps the configured peers mounted while the application runs. */
final class PeerMountsLifecycle implements SmartLifecycle {

    private static final String PROPERTY = "mk.node.peers";

    /** Starts behind the actors, which are to be there for what comes in; stops when they have handled it. */
    static final int PHASE = ActorSystemLifecycle.PHASE + 1;

    private final ActorSystem system;
    private final List<InetSocketAddress> peers;
    private final ApplicationStartup startup;
    private final List<Mount> mounts = new ArrayList<>();

    PeerMountsLifecycle(ActorSystem system, List<String> peers, ApplicationStartup startup) {
        this.startup = startup;
        this.system = system;
        this.peers = peers.stream().map(PeerMountsLifecycle::address).toList();
    }

    private static InetSocketAddress address(String peer) {
        try {
            return NodeAddress.parse(peer);
        } catch (IllegalArgumentException wrong) {
            throw new InvalidConfigurationPropertyValueException(PROPERTY, peer, String.valueOf(wrong.getMessage()));
        }
    }

    @Override
    public synchronized void start() {
        if (peers.isEmpty()) {
            return;
        }
        var step = startup.start("mk.node.mount").tag("peers", peers.toString());
        peers.forEach(peer -> mounts.add(system.mount(peer)));
        step.end();
    }

    @Override
    public synchronized void stop() {
        mounts.forEach(Mount::close);
        mounts.clear();
    }

    @Override
    public synchronized boolean isRunning() {
        return !mounts.isEmpty();
    }

    @Override
    public int getPhase() {
        return PHASE;
    }
}
