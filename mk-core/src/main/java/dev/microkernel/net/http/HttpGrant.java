package dev.microkernel.net.http;

import java.net.InetAddress;
import java.net.URI;
import java.util.List;
import java.util.Optional;

/**
 * Where requests of one user, a guest say, may go. It is asked for each hop: before the request and again for every
 * redirect, each time with all addresses that the host has, so that a name that leads into the inner network is not a way
 * in. Called on any thread; must not block.
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

    /** Public addresses only: not this machine, private networks, link-local, multicast or the unspecified address. */
    static HttpGrant publicAddresses() {
        return (uri, addresses) -> addresses.stream()
                .filter(HttpGrant::isInner)
                .findFirst()
                .map(address ->
                        "only public addresses are allowed, " + uri.getHost() + " is " + address.getHostAddress());
    }

    private static boolean isInner(InetAddress address) {
        return address.isLoopbackAddress()
                || address.isAnyLocalAddress()
                || address.isLinkLocalAddress()
                || address.isSiteLocalAddress()
                || address.isMulticastAddress()
                || isUniqueLocal(address.getAddress());
    }

    /** RFC 4193, fc00::/7; RFC 6598, 100.64.0.0/10; RFC 1122, 0.0.0.0/8. */
    private static boolean isUniqueLocal(byte[] address) {
        return address.length == 16
                ? (address[0] & 0xFE) == 0xFC
                : address[0] == 0 || (address[0] == 100 && (address[1] & 0xC0) == 64);
    }
}
