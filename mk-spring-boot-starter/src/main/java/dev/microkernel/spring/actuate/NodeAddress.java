package dev.microkernel.spring.actuate;

import java.net.InetSocketAddress;

/** Where a node can be mounted, as people write it. */
public final class NodeAddress {

    private static final int PORT_MAX = 65_535;

    private NodeAddress() {}

    /**
     * Reads {@code host:port}; an IPv6 address stands in brackets. The host is looked up later, for each attempt.
     *
     * @throws IllegalArgumentException if it is not that; the text says what is
     */
    public static InetSocketAddress parse(String text) {
        int colon = text.lastIndexOf(':');
        var host = colon < 0 ? "" : text.substring(0, colon).strip();
        if (host.startsWith("[") && host.endsWith("]")) {
            host = host.substring(1, host.length() - 1);
        }
        int port = port(text.substring(colon + 1).strip());
        if (host.isEmpty() || port < 1 || port > PORT_MAX) {
            throw new IllegalArgumentException("A peer is host:port, for example kitchen.local:4200 or [::1]:4200.");
        }
        return InetSocketAddress.createUnresolved(host, port);
    }

    private static int port(String text) {
        try {
            return Integer.parseInt(text);
        } catch (NumberFormatException e) {
            return -1;
        }
    }
}
