package dev.microkernel.spring.autoconfigure;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.util.unit.DataSize;

/**
 * Settings of the actor runtime.
 *
 * @param node this node and how others join it
 * @param dispatcher the threads that run actors
 * @param logActor the actor that writes what other nodes have to say into the log
 * @param startTimeout how long the beans of all actors may take to be made at start
 * @param stopTimeout how long actors may take to stop at shutdown
 * @param drainTimeout how long actors may take to handle what they have been sent before they are stopped, 0 for not at
 *     all; by default half a second less than spring.lifecycle.timeout-per-shutdown-phase
 */
@ConfigurationProperties("mk")
public record MicrokernelProperties(
        @DefaultValue Node node,
        @DefaultValue Dispatcher dispatcher,
        @DefaultValue LogActor logActor,
        @DefaultValue("30s") Duration startTimeout,
        @DefaultValue("10s") Duration stopTimeout,
        @Nullable Duration drainTimeout) {

    /**
     * This node and how others join it.
     *
     * @param id the node's id, 1 to 4294967295, or 15 if MK01 nodes are to know it; by default derived from the identity
     * @param identity the node's name among nodes, at most 63 bytes, or 31 if MK01 nodes are to know it; by default the
     *     application's name
     * @param address where to listen for other nodes; beyond loopback only with a pre-shared key or mutual TLS
     * @param port where to listen for other nodes, 0 for any free port; without it no port is opened
     * @param peers the nodes to mount, each as host:port, and again whenever the link is lost
     * @param udp the MK01 nodes to mount by UDP
     * @param psk the pre-shared key, at least 16 bytes, that nodes prove to each other to have
     * @param psks pre-shared keys by the identity of the peer, in the place of that one
     * @param ssl how links are encrypted
     * @param legacy whether MK01 nodes, which are not authenticated, may link on loopback; by default if there is neither
     *     a pre-shared key nor TLS
     * @param allowLegacy networks from which MK01 nodes may link, too, as in 192.168.7.0/24
     * @param heartbeat how often peers are asked whether they are alive, 100 ms to 60 s
     * @param maxPayload the longest payload that is accepted, 1 KB to 16 MB
     * @param window how much of each peer's messages may wait here, 1 KB to 64 MB
     * @param maxLinks most peers at a time
     * @param policy what peers may do that have no policy of their own
     * @param policies what peers may do, by identity
     * @param relayed the peers whose names others are told as reachable through this node: identities, or their beginnings
     *     and an asterisk
     */
    public record Node(
            @Nullable String identity,
            @Nullable Long id,
            @DefaultValue("127.0.0.1") String address,
            @Nullable Integer port,
            @DefaultValue List<String> peers,
            @DefaultValue Udp udp,
            @Nullable String psk,
            @DefaultValue Map<String, String> psks,
            @DefaultValue Ssl ssl,
            @Nullable Boolean legacy,
            @DefaultValue List<String> allowLegacy,
            @DefaultValue("3s") Duration heartbeat,
            @DefaultValue("1MB") DataSize maxPayload,
            @DefaultValue("1MB") DataSize window,
            @DefaultValue("16384") int maxLinks,
            @DefaultValue Policy policy,
            @DefaultValue Map<String, Policy> policies,
            @DefaultValue List<String> relayed) {

        /** Does not show the keys. */
        @Override
        public String toString() {
            return "Node[identity=" + identity + ", id=" + id + ", address=" + address + ", port=" + port + "]";
        }
    }

    /**
     * The MK01 nodes that are mounted by UDP. They say no hello and are not authenticated, so they are on loopback, or in a
     * network of mk.node.allow-legacy.
     *
     * @param port where datagrams are received, at mk.node.address, and where they are sent from
     * @param peers the nodes, by identity
     */
    public record Udp(
            @DefaultValue("4200") int port, @DefaultValue Map<String, UdpPeer> peers) {}

    /**
     * An MK01 node that is mounted by UDP.
     *
     * @param id its node id, 1 to 15
     * @param address where it receives datagrams and sends them from, as host:port
     */
    public record UdpPeer(int id, String address) {}

    /**
     * The threads that run actors.
     *
     * @param workers how many, 1 to 64; by default one for each core, and at least two
     * @param messagesPerTurn how many messages an actor may handle before others get their turn
     * @param stallLimit how long an actor may hold a worker before a warning says so, with its stack
     */
    public record Dispatcher(
            @Nullable Integer workers,
            @DefaultValue("64") int messagesPerTurn,
            @DefaultValue("1s") Duration stallLimit) {}

    /**
     * How links are encrypted.
     *
     * @param bundle the SSL bundle with this node's certificate, whose subject alternative names must have the node's
     *     identity, and those that it trusts; without it links are not encrypted
     * @param mutual whether nodes that connect must show a certificate, too
     */
    public record Ssl(
            @Nullable String bundle, @DefaultValue("true") boolean mutual) {}

    /**
     * What a peer may do. A pattern is a name or path, or the beginning of one and an asterisk.
     *
     * @param sendTo to which names it may send; besides, it may answer whoever has sent it something
     * @param register under which names its actors are known here
     * @param deploy whether it may bring modules
     * @param messagesPerSecond how many messages it may send, 0 for any number; after a rest, twice as many at once
     */
    public record Policy(
            @DefaultValue("*") List<String> sendTo,
            @DefaultValue("*") List<String> register,
            @DefaultValue("false") boolean deploy,
            @DefaultValue("0") int messagesPerSecond) {}

    /**
     * The actor that writes what other nodes have to say into the log.
     *
     * @param enabled whether there is one, under the name log
     * @param linesPerSecond how many lines each node may send, 1 to 100000; after a rest, twice as many at once
     */
    public record LogActor(
            @DefaultValue("false") boolean enabled,
            @DefaultValue("100") int linesPerSecond) {}
}
