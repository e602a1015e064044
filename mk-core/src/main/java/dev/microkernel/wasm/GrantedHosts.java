package dev.microkernel.wasm;

import dev.microkernel.net.http.HttpGrant;
import java.net.InetAddress;
import java.net.URI;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/**
 * The hosts a guest may fetch from. A name that is granted is no way into the inner network: its addresses have to be
 * public, unless the grant says {@code localhost} or the address itself.
 */
record GrantedHosts(Set<String> hosts) implements HttpGrant {

    private static final int HTTP_PORT = 80;
    private static final int HTTPS_PORT = 443;

    @Override
    public Optional<String> refusal(URI uri, List<InetAddress> addresses) {
        var host = uri.getHost().toLowerCase(Locale.ROOT);
        int port = portOf(uri);
        boolean usualPort = port == HTTP_PORT || port == HTTPS_PORT;
        if (!hosts.contains(host + ":" + port) && !(usualPort && hosts.contains(host))) {
            return Optional.of("not a granted host, host=" + host + ", port=" + port);
        }
        return host.equals("localhost") || isAddress(host)
                ? Optional.empty()
                : HttpGrant.publicAddresses().refusal(uri, addresses);
    }

    private static int portOf(URI uri) {
        if (uri.getPort() >= 0) {
            return uri.getPort();
        }
        return "https".equalsIgnoreCase(uri.getScheme()) || "wss".equalsIgnoreCase(uri.getScheme())
                ? HTTPS_PORT
                : HTTP_PORT;
    }

    private static boolean isAddress(String host) {
        return host.startsWith("[") || host.matches("[0-9]+(\\.[0-9]+){3}");
    }
}
