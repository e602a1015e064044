package dev.microkernel.net.websocket;

import dev.microkernel.net.http.HttpGrant;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/**
 * How a WebSocket behaves. Immutable; the {@code with} methods give a changed copy.
 *
 * @param headers more headers of the opening handshake
 * @param subprotocols what may be spoken, the most wanted first; empty for none
 * @param connectTimeout how long connecting and the handshakes may take; longer than zero
 * @param pingInterval how long the server may be silent before it is pinged, and again before the connection is lost;
 *     zero for ever
 * @param messageBytesMax longest message received, in bytes or characters, its fragments put together; 1 or more
 * @param unsentMax most messages, and most bytes or characters in them, that wait to be sent; 1 or more
 * @param unsentBytesMax see {@code unsentMax}; a message longer than this is taken when none waits
 * @param demand how many messages are delivered before the listener asks for more by {@link WebSocketCommand.Demand};
 *     {@link Integer#MAX_VALUE} for as many as its mailbox takes
 * @param retry what is done when the connection is lost, or was not had
 * @param grant where it may connect
 */
public record WebSocketOptions(
        Map<String, String> headers,
        List<String> subprotocols,
        Duration connectTimeout,
        Duration pingInterval,
        int messageBytesMax,
        int unsentMax,
        int unsentBytesMax,
        int demand,
        Retry retry,
        HttpGrant grant) {

    /**
     * When to connect again.
     *
     * @param first how long to wait after the first failure; longer than zero. Each failure in a row doubles it
     * @param longest longest wait; not shorter than the first
     * @param failuresMax how many failures in a row there may be before it is given up, 0 or more; {@link
     *     Integer#MAX_VALUE} for any number. A connection that brings a message ends the row
     */
    public record Retry(Duration first, Duration longest, int failuresMax) {

        /** Refuses what cannot be, naming it. */
        public Retry {
            if (!first.isPositive() || longest.compareTo(first) < 0 || failuresMax < 0) {
                throw new IllegalArgumentException("the wait before connecting again must be longer than zero and not"
                        + " longer than the longest, and failures 0 or more, first=" + first + ", longest=" + longest
                        + ", failuresMax=" + failuresMax);
            }
        }
    }

    /**
     * No sub-protocols, 10 s to connect, pings after 30 s, messages up to 1 MiB, 256 messages and 1 MiB unsent, no explicit
     * demand, no retry.
     */
    public static final WebSocketOptions DEFAULT = new WebSocketOptions(
            Map.of(),
            List.of(),
            Duration.ofSeconds(10),
            Duration.ofSeconds(30),
            1 << 20,
            256,
            1 << 20,
            Integer.MAX_VALUE,
            new Retry(Duration.ofSeconds(1), Duration.ofSeconds(60), 0),
            HttpGrant.ANYWHERE);

    /** Copies the collections; refuses what cannot be, naming it. */
    public WebSocketOptions {
        headers = Map.copyOf(headers);
        subprotocols = List.copyOf(subprotocols);
        if (!connectTimeout.isPositive() || pingInterval.isNegative()) {
            throw new IllegalArgumentException("connect time-out must be longer than zero and the ping interval not"
                    + " negative, connectTimeout=" + connectTimeout + ", pingInterval=" + pingInterval);
        }
        if (messageBytesMax < 1 || unsentMax < 1 || unsentBytesMax < 1 || demand < 0) {
            throw new IllegalArgumentException("limits must be 1 or more and demand 0 or more, messageBytesMax="
                    + messageBytesMax + ", unsentMax=" + unsentMax + ", unsentBytesMax=" + unsentBytesMax + ", demand="
                    + demand);
        }
    }

    /** With these headers in the opening handshake: {@code Authorization}, say. */
    public WebSocketOptions withHeaders(Map<String, String> more) {
        return new WebSocketOptions(
                more,
                subprotocols,
                connectTimeout,
                pingInterval,
                messageBytesMax,
                unsentMax,
                unsentBytesMax,
                demand,
                retry,
                grant);
    }

    /** Speaking one of these. */
    public WebSocketOptions withSubprotocols(String... names) {
        return new WebSocketOptions(
                headers,
                List.of(names),
                connectTimeout,
                pingInterval,
                messageBytesMax,
                unsentMax,
                unsentBytesMax,
                demand,
                retry,
                grant);
    }

    /** With these time-outs. */
    public WebSocketOptions withTimeouts(Duration connect, Duration ping) {
        return new WebSocketOptions(
                headers, subprotocols, connect, ping, messageBytesMax, unsentMax, unsentBytesMax, demand, retry, grant);
    }

    /** With these limits. */
    public WebSocketOptions withLimits(int receivedBytes, int unsentMessages, int unsentBytes) {
        return new WebSocketOptions(
                headers,
                subprotocols,
                connectTimeout,
                pingInterval,
                receivedBytes,
                unsentMessages,
                unsentBytes,
                demand,
                retry,
                grant);
    }

    /** With explicit demand: so many messages at first, and more only on {@link WebSocketCommand.Demand}. */
    public WebSocketOptions withDemand(int first) {
        return new WebSocketOptions(
                headers,
                subprotocols,
                connectTimeout,
                pingInterval,
                messageBytesMax,
                unsentMax,
                unsentBytesMax,
                first,
                retry,
                grant);
    }

    /** Connecting again. */
    public WebSocketOptions withRetry(Duration first, Duration longest, int failuresMax) {
        return new WebSocketOptions(
                headers,
                subprotocols,
                connectTimeout,
                pingInterval,
                messageBytesMax,
                unsentMax,
                unsentBytesMax,
                demand,
                new Retry(first, longest, failuresMax),
                grant);
    }

    /** Connecting only where this allows. */
    public WebSocketOptions withGrant(HttpGrant newGrant) {
        return new WebSocketOptions(
                headers,
                subprotocols,
                connectTimeout,
                pingInterval,
                messageBytesMax,
                unsentMax,
                unsentBytesMax,
                demand,
                retry,
                newGrant);
    }
}
