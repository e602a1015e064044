package dev.microkernel.remote;

import dev.microkernel.wire.FrameCodec;
import dev.microkernel.wire.NodeHello;
import dev.microkernel.wire.PreSharedKey;
import java.net.InetAddress;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Who may link with a node, and within which bounds. Immutable; {@link #DEFAULT} has neither key nor TLS, so that such a
 * node listens on loopback only.
 *
 * @param key the pre-shared key for peers that have none of their own in {@code keys}; null for none
 * @param keys pre-shared keys by the identity of the peer
 * @param tls how links are encrypted, or null
 * @param legacy whether MK01 nodes may link on loopback; null for: if there is neither key nor TLS
 * @param legacyNetworks from where else MK01 nodes may link, unauthenticated, unless {@code legacy} is false
 * @param heartbeat how often a peer is asked whether it is alive, 100 ms to 60 s; after three of *its* heartbeats of
 *     silence it is gone
 * @param payloadMax the longest payload accepted, 1 KiB to 16 MiB
 * @param window how many bytes of messages of one peer wait here at most, and one frame; 1 KiB to 64 MiB
 * @param linksMax most peers at a time
 * @param policy what peers may do that have no policy of their own
 * @param policies what peers may do, by identity
 * @param relayed the peers whose names others are told as reachable through this node, which is a gateway then: identities,
 *     or their beginnings and {@code *}; none by default
 */
public record LinkSettings(
        @Nullable PreSharedKey key,
        Map<String, PreSharedKey> keys,
        @Nullable Tls tls,
        @Nullable Boolean legacy,
        List<Network> legacyNetworks,
        Duration heartbeat,
        int payloadMax,
        int window,
        int linksMax,
        PeerPolicy policy,
        Map<String, PeerPolicy> policies,
        List<String> relayed) {

    /** Neither key nor TLS, MK01 on loopback, a heartbeat of 3 s, payloads and windows of 1 MiB. */
    public static final LinkSettings DEFAULT = new LinkSettings(
            null,
            Map.of(),
            null,
            null,
            List.of(),
            Duration.ofSeconds(3),
            FrameCodec.DEFAULT_PAYLOAD_LENGTH_MAX,
            1 << 20,
            16_384,
            PeerPolicy.OPEN,
            Map.of(),
            List.of());

    private static final int PAYLOAD_LIMIT_MAX = 16 << 20;
    private static final int WINDOW_MAX = 64 << 20;

    /** Refuses what is out of range, naming the rule and the value. */
    public LinkSettings {
        keys = Map.copyOf(keys);
        legacyNetworks = List.copyOf(legacyNetworks);
        policies = Map.copyOf(policies);
        relayed = List.copyOf(relayed);
        requireRange("heartbeat in ms", heartbeat.toMillis(), NodeHello.HEARTBEAT_MIN, NodeHello.HEARTBEAT_MAX);
        requireRange("longest payload in bytes", payloadMax, NodeHello.ROOM_MIN, PAYLOAD_LIMIT_MAX);
        requireRange("window in bytes", window, NodeHello.ROOM_MIN, WINDOW_MAX);
        requireRange("most links", linksMax, 1, 1_000_000);
    }

    private static void requireRange(String what, long value, long min, long max) {
        if (value < min || value > max) {
            throw new IllegalArgumentException(what + " must be " + min + ".." + max + ", value=" + value);
        }
    }

    /** With one key for all peers that have none of their own. */
    public LinkSettings withKey(PreSharedKey shared) {
        return new LinkSettings(
                shared,
                keys,
                tls,
                legacy,
                legacyNetworks,
                heartbeat,
                payloadMax,
                window,
                linksMax,
                policy,
                policies,
                relayed);
    }

    /** With a key for the peer of that identity. */
    public LinkSettings withKey(String identity, PreSharedKey shared) {
        var more = new HashMap<>(keys);
        more.put(identity, shared);
        return new LinkSettings(
                key,
                more,
                tls,
                legacy,
                legacyNetworks,
                heartbeat,
                payloadMax,
                window,
                linksMax,
                policy,
                policies,
                relayed);
    }

    /** With links encrypted. */
    public LinkSettings withTls(Tls encryption) {
        return new LinkSettings(
                key,
                keys,
                encryption,
                legacy,
                legacyNetworks,
                heartbeat,
                payloadMax,
                window,
                linksMax,
                policy,
                policies,
                relayed);
    }

    /** With MK01 nodes on loopback allowed or not. */
    public LinkSettings withLegacy(boolean allowed) {
        return new LinkSettings(
                key,
                keys,
                tls,
                allowed,
                legacyNetworks,
                heartbeat,
                payloadMax,
                window,
                linksMax,
                policy,
                policies,
                relayed);
    }

    /** With MK01 nodes of these networks let in, too. They are not authenticated. */
    public LinkSettings withLegacyNetworks(List<Network> networks) {
        return new LinkSettings(
                key, keys, tls, legacy, networks, heartbeat, payloadMax, window, linksMax, policy, policies, relayed);
    }

    /** With another heartbeat. */
    public LinkSettings withHeartbeat(Duration interval) {
        return new LinkSettings(
                key,
                keys,
                tls,
                legacy,
                legacyNetworks,
                interval,
                payloadMax,
                window,
                linksMax,
                policy,
                policies,
                relayed);
    }

    /** With other bounds in bytes, for one payload and for all messages of a peer that wait here. */
    public LinkSettings withRoom(int payload, int allMessages) {
        return new LinkSettings(
                key,
                keys,
                tls,
                legacy,
                legacyNetworks,
                heartbeat,
                payload,
                allMessages,
                linksMax,
                policy,
                policies,
                relayed);
    }

    /** With at most so many peers at a time. */
    public LinkSettings withLinksMax(int links) {
        return new LinkSettings(
                key,
                keys,
                tls,
                legacy,
                legacyNetworks,
                heartbeat,
                payloadMax,
                window,
                links,
                policy,
                policies,
                relayed);
    }

    /** With a policy for peers that have none of their own. */
    public LinkSettings withPolicy(PeerPolicy ofOthers) {
        return new LinkSettings(
                key,
                keys,
                tls,
                legacy,
                legacyNetworks,
                heartbeat,
                payloadMax,
                window,
                linksMax,
                ofOthers,
                policies,
                relayed);
    }

    /** With a policy for the peer of that identity. */
    public LinkSettings withPolicy(String identity, PeerPolicy own) {
        var more = new HashMap<>(policies);
        more.put(identity, own);
        return new LinkSettings(
                key, keys, tls, legacy, legacyNetworks, heartbeat, payloadMax, window, linksMax, policy, more, relayed);
    }

    /**
     * As a gateway for these peers, identities or their beginnings and {@code *}: what they register, the other peers know as
     * {@code /node/<identity>/...} and reach through this node, without a link of their own to it. What the others may send
     * there, their policies say by that path; those of them that this node does not trust with it should have one.
     */
    public LinkSettings withRelayed(List<String> identities) {
        return new LinkSettings(
                key,
                keys,
                tls,
                legacy,
                legacyNetworks,
                heartbeat,
                payloadMax,
                window,
                linksMax,
                policy,
                policies,
                identities);
    }

    /** Whether others are told the names of the peer of that identity. */
    public boolean relays(String identity) {
        return PeerPolicy.matches(relayed, identity);
    }

    /** Whether nodes prove to each other that they have a key. */
    public boolean authenticates() {
        return key != null || !keys.isEmpty();
    }

    /** Whether every MK02 peer has to prove who it is, by a key or a certificate. */
    public boolean isProtected() {
        return authenticates() || (tls != null && tls.isMutual());
    }

    /** The key for the peer of that identity. */
    public Optional<PreSharedKey> keyFor(String identity) {
        return Optional.ofNullable(keys.getOrDefault(identity, key));
    }

    /** What the peer of that identity may do. */
    public PeerPolicy policyFor(String identity) {
        return policies.getOrDefault(identity, policy);
    }

    /** Whether there may be MK01 links at all. */
    public boolean knowsLegacy() {
        return legacyOnLoopback() || (legacyNetworksCount() > 0);
    }

    private int legacyNetworksCount() {
        return Boolean.FALSE.equals(legacy) ? 0 : legacyNetworks.size();
    }

    private boolean legacyOnLoopback() {
        return legacy == null ? !isProtected() && tls == null : legacy;
    }

    /** Whether an MK01 node at that address is let in. */
    public boolean acceptsLegacy(InetAddress address) {
        return address.isLoopbackAddress()
                ? legacyOnLoopback()
                : legacyNetworksCount() > 0 && legacyNetworks.stream().anyMatch(network -> network.contains(address));
    }

    /**
     * Whether datagrams, whose sources can be forged, are exchanged between these addresses: on loopback, or with a network
     * from which MK01 nodes are let in.
     */
    public boolean acceptsDatagrams(InetAddress local, InetAddress remote) {
        return remote.isLoopbackAddress()
                ? local.isLoopbackAddress()
                : !local.isLoopbackAddress() && acceptsLegacy(remote);
    }

    /**
     * Whether a node at that address that does not speak MK02 is mounted by MK01. Beyond loopback somebody in between may
     * only pretend that it does not: so never from a node that has a key or TLS.
     */
    public boolean fallsBack(InetAddress address) {
        return acceptsLegacy(address) && (address.isLoopbackAddress() || (!isProtected() && tls == null));
    }
}
