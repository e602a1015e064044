package dev.microkernel.spring.route;

import java.time.Duration;
import java.util.List;

/**
 * What all routes have in common unless they say otherwise. Immutable.
 *
 * @param askTimeout how long a request waits for the actor's reply before it is answered with 504
 * @param retryAfter after how long a client that found a mailbox full is told to try again; rounded up to seconds
 * @param clientsMax most connections that stay, event streams and WebSockets together; more are answered with 503
 * @param sse how clients of event streams are treated; {@code heartbeat} is also how often they are subscribed again
 * @param webSocket how clients of WebSockets are treated; one that is silent for two heartbeats is gone
 * @param messageBytesMax longest message of a WebSocket's client, its fragments put together
 * @param allowedOrigins from which origins browsers may open WebSockets beside the application's own: {@code
 *     https://example.com}, or {@code *} for all
 */
public record RouteSettings(
        Duration askTimeout,
        Duration retryAfter,
        int clientsMax,
        ClientSettings sse,
        ClientSettings webSocket,
        int messageBytesMax,
        List<String> allowedOrigins) {

    /**
     * 5 s for a reply, 1 s to try again, 10,000 clients; events that find 256 waiting are dropped, a WebSocket whose client
     * is so far behind is closed; heartbeats after 10 s and 30 s; messages up to 64 KiB; only the application's own origin.
     */
    public static final RouteSettings DEFAULT = new RouteSettings(
            Duration.ofSeconds(5),
            Duration.ofSeconds(1),
            10_000,
            new ClientSettings(Duration.ofSeconds(10), 256, SlowClient.DROP_NEWEST),
            new ClientSettings(Duration.ofSeconds(30), 256, SlowClient.CLOSE),
            1 << 16,
            List.of());

    /** Copies the list; refuses what cannot be, naming it. */
    public RouteSettings {
        allowedOrigins = List.copyOf(allowedOrigins);
        if (!askTimeout.isPositive() || retryAfter.isNegative()) {
            throw new IllegalArgumentException("the time for a reply must be longer than zero and that to try again not"
                    + " negative, askTimeout=" + askTimeout + ", retryAfter=" + retryAfter);
        }
        if (clientsMax < 0 || messageBytesMax < 1) {
            throw new IllegalArgumentException("clients must be 0 or more and bytes of a message 1 or more, clientsMax="
                    + clientsMax + ", messageBytesMax=" + messageBytesMax);
        }
    }

    /** With this time for a reply. */
    public RouteSettings withAskTimeout(Duration timeout) {
        return new RouteSettings(timeout, retryAfter, clientsMax, sse, webSocket, messageBytesMax, allowedOrigins);
    }

    /** With so many clients that stay, at most. */
    public RouteSettings withClientsMax(int clients) {
        return new RouteSettings(askTimeout, retryAfter, clients, sse, webSocket, messageBytesMax, allowedOrigins);
    }
}
