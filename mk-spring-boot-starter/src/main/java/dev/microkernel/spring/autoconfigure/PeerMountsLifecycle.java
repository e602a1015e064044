package dev.microkernel.spring.autoconfigure;

import dev.microkernel.remote.Mount;
import dev.microkernel.system.ActorSystem;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import org.springframework.boot.context.properties.source.InvalidConfigurationPropertyValueException;
import org.springframework.context.SmartLifecycle;

/** Keeps the configured peers mounted while the application runs. */
final class PeerMountsLifecycle implements SmartLifecycle {

    private static final String PROPERTY = "mk.node.peers";
    private static final int PORT_MAX = 65_535;

    private final ActorSystem system;
    private final List<InetSocketAddress> peers;
    private final List<Mount> mounts = new ArrayList<>();

    PeerMountsLifecycle(ActorSystem system, List<String> peers) {
        this.system = system;
        this.peers = peers.stream().map(PeerMountsLifecycle::address).toList();
    }

    /** Host names are looked up later, for each attempt. */
    private static InetSocketAddress address(String peer) {
        int colon = peer.lastIndexOf(':');
        var host = colon < 0 ? "" : peer.substring(0, colon).strip();
        if (host.startsWith("[") && host.endsWith("]")) {
            host = host.substring(1, host.length() - 1);
        }
        int port = port(peer, colon);
        if (host.isEmpty() || port < 1 || port > PORT_MAX) {
            throw new InvalidConfigurationPropertyValueException(
                    PROPERTY, peer, "A peer is host:port, for example kitchen.local:4200 or [::1]:4200.");
        }
        return InetSocketAddress.createUnresolved(host, port);
    }

    private static int port(String peer, int colon) {
        try {
            return Integer.parseInt(peer.substring(colon + 1).strip());
        } catch (NumberFormatException e) {
            return -1;
        }
    }

    @Override
    public synchronized void start() {
        peers.forEach(peer -> mounts.add(system.mount(peer)));
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
        return NodeListenerLifecycle.PHASE;
    }
}
