package dev.microkernel.net.http;

import java.net.InetAddress;
import java.net.URI;
import java.util.List;
import java.util.Optional;

/**
 * Where requests of one user, a guest say, may go. It is asked for each hop: before the request and again for every
 * redirect, each time with all addresses that the host has, so that a name that leads into the inner network is not a way
 * in. What the name stands for when the connection is made a moment later is the JDK's to look up; where that must be the
 * same, see {@link PinnedHttp}. Called on any thread; must not block.
 */
@FunctionalInterface
public interface HttpGrant {

    /** Anywhere. No address is looked up for it. */
    HttpGrant ANYWHERE = (uri, addresses) -> Optional.empty();

    /**
     * Why a request must not be sent.
     *
     * @param uri where it would go; its scheme is {@code http} or {@code https}
     * @param addresses of its host
     * @return the rule that forbids it; empty if it is allowed
     */
    Optional<String> refusal(URI uri, List<InetAddress> addresses);

    /** Public addresses only: not this machine, private networks, link-local, multicast or reserved ones (RFC 6890). */
    static HttpGrant publicAddresses() {
        return (uri, addresses) -> addresses.stream()
                .filter(address -> !PrivateAddresses.isPublic(address))
                .findFirst()
                .map(address ->
                        "only public addresses are allowed, " + uri.getHost() + " is " + address.getHostAddress());
    }
}
