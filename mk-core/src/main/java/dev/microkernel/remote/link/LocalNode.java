package dev.microkernel.remote.link;

import dev.microkernel.remote.LinkSettings;
import dev.microkernel.wire.Handshake;
import dev.microkernel.wire.Hello;
import dev.microkernel.wire.NodeHello;
import dev.microkernel.wire.NodeIds;
import java.nio.charset.StandardCharsets;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/** This node, as its peers get to know it. */
public final class LocalNode {

    private final NodeName name;
    private final LinkSettings settings;
    private final RandomGenerator nonces;
    private final @Nullable Hello legacy;

    /**
     * A node that begins a new life.
     *
     * @param nonces must be unpredictable, but in a simulation
     * @throws IllegalArgumentException if the identity is malformed, or if MK01 is demanded and cannot say who it is
     */
    public LocalNode(int nodeId, String identity, LinkSettings settings, RandomGenerator nonces) {
        NodeHello.requireIdentity(identity);
        if (nodeId == 0) {
            throw new IllegalArgumentException("node id must not be 0");
        }
        this.settings = settings;
        this.nonces = nonces;
        this.name = new NodeName(nodeId, identity, nonZero());
        boolean fits =
                NodeIds.isMk01(nodeId) && identity.getBytes(StandardCharsets.UTF_8).length <= Hello.IDENTITY_LENGTH_MAX;
        boolean demanded = Boolean.TRUE.equals(settings.legacy());
        this.legacy = settings.knowsLegacy() && (fits || demanded) ? new Hello(nodeId, identity) : null;
    }

    private long nonZero() {
        long drawn;
        do {
            drawn = nonces.nextLong();
        } while (drawn == 0);
        return drawn;
    }

    NodeName name() {
        return name;
    }

    LinkSettings settings() {
        return settings;
    }

    /** What it says to MK01 nodes; null if it does not speak with them. */
    @Nullable
    Hello legacy() {
        return legacy;
    }

    /** A number that nobody can guess, not 0. */
    synchronized long drawSession() {
        return nonZero();
    }

    /** A handshake with a nonce of its own. */
    synchronized Handshake handshake(Handshake.Role role) {
        var nonce = new byte[NodeHello.NONCE_LENGTH];
        nonces.nextBytes(nonce);
        var hello = new NodeHello(
                NodeHello.VERSION,
                NodeHello.VERSION,
                name.nodeId(),
                name.incarnation(),
                NodeHello.FEATURE_CONFIRMS | NodeHello.FEATURE_GROUPS,
                settings.payloadMax(),
                settings.window(),
                (int) settings.heartbeat().toMillis(),
                nonce,
                settings.authenticates(),
                name.identity());
        return new Handshake(role, hello, identity -> settings.keyFor(identity).orElse(null));
    }
}
