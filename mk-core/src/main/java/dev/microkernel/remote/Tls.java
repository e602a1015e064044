package dev.microkernel.remote;

import java.util.List;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLParameters;

/**
 * How links are encrypted: all MK02 links of the node then are. The identity of a node must be a DNS name among the
 * subject alternative names of its certificate; host names do not matter.
 *
 * @param context with this node's certificate, and those that it trusts
 * @param parameters as for a listener: {@linkplain SSLParameters#getNeedClientAuth with client authentication} nodes
 *     need no pre-shared key. Without protocols it is TLS 1.3 and 1.2; older ones are refused
 */
public record Tls(SSLContext context, SSLParameters parameters) {

    private static final List<String> PROTOCOLS = List.of("TLSv1.3", "TLSv1.2");

    /**
     * Refuses protocols that are not safe any more.
     *
     * @throws IllegalArgumentException naming them
     */
    public Tls {
        var protocols = parameters.getProtocols();
        if (protocols == null) {
            parameters.setProtocols(PROTOCOLS.toArray(String[]::new));
        } else if (protocols.length == 0 || !PROTOCOLS.containsAll(List.of(protocols))) {
            throw new IllegalArgumentException(
                    "links are encrypted by TLS 1.2 or 1.3, protocols=" + List.of(protocols));
        }
    }

    /** Mutual TLS: both nodes show certificates. */
    public static Tls mutual(SSLContext context) {
        var parameters = new SSLParameters();
        parameters.setNeedClientAuth(true);
        return new Tls(context, parameters);
    }

    /** Whether a node that connects has to show a certificate. */
    public boolean isMutual() {
        return parameters.getNeedClientAuth();
    }
}
