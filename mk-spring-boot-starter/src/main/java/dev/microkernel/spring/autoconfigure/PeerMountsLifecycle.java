package dev.microkernel.spring.autoconfigure;

import dev.microkernel.remote.Mount;
import dev.microkernel.remote.UdpPeer;
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
    private static final String UDP_PROPERTY = "mk.node.udp.peers.";
    private static final int PORT_MAX = 65_535;

    /** Starts behind the actors, which are to be there for what comes in; stops when they have handled it. */
    static final int PHASE = ActorSystemLifecycle.PHASE + 1;

    private final ActorSystem system;
    private final List<InetSocketAddress> peers;
    private final List<UdpPeer> udpPeers;
    private final ApplicationStartup startup;
    private final List<Mount> mounts = new ArrayList<>();

    PeerMountsLifecycle(
            ActorSystem system, List<String> peers, MicrokernelProperties.Node node, ApplicationStartup startup) {
        this.startup = startup;
        this.system = system;
        this.peers = peers.stream().map(peer -> address(PROPERTY, peer)).toList();
        this.udpPeers = udpPeers(node);
    }

    private static List<UdpPeer> udpPeers(MicrokernelProperties.Node node) {
        var udp = node.udp();
        if (udp.peers().isEmpty()) {
            return List.of();
        }
        if (udp.port() < 0 || udp.port() > PORT_MAX) {
            throw new InvalidConfigurationPropertyValueException(
                    "mk.node.udp.port", udp.port(), "A port is 0.." + PORT_MAX + ".");
        }
        var local = new InetSocketAddress(node.address(), udp.port());
        return udp.peers().entrySet().stream()
                .map(peer -> new UdpPeer(
                        local,
                        address(
                                UDP_PROPERTY + peer.getKey() + ".address",
                                peer.getValue().address()),
                        peer.getValue().id(),
                        peer.getKey()))
                .toList();
    }

    private static InetSocketAddress address(String property, String peer) {
        try {
            return NodeAddress.parse(peer);
        } catch (IllegalArgumentException wrong) {
            throw new InvalidConfigurationPropertyValueException(property, peer, String.valueOf(wrong.getMessage()));
        }
    }

    @Override
    public synchronized void start() {
        if (peers.isEmpty() && udpPeers.isEmpty()) {
            return;
        }
        var step = startup.start("mk.node.mount").tag("peers", peers.toString());
        try {
            peers.forEach(peer -> mounts.add(system.mount(peer)));
            udpPeers.forEach(this::mount);
        } finally {
            step.end();
        }
    }

    private void mount(UdpPeer peer) {
        try {
            mounts.add(system.mount(peer));
        } catch (IllegalArgumentException wrong) {
            throw new InvalidConfigurationPropertyValueException(
                    UDP_PROPERTY + peer.identity(), peer.nodeId(), String.valueOf(wrong.getMessage()));
        }
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
