package dev.microkernel.spring.autoconfigure;

import dev.microkernel.spring.route.ClientSettings;
import dev.microkernel.spring.route.RouteSettings;
import dev.microkernel.spring.route.SlowClient;
import java.time.Duration;
import java.util.List;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.boot.context.properties.source.InvalidConfigurationPropertyValueException;
import org.springframework.util.unit.DataSize;

/**
 * HTTP, event streams and WebSockets into mailboxes.
 *
 * @param askTimeout how long a request waits for an actor's reply before it is answered with 504
 * @param retryAfter after how long a client that found a mailbox full is told to try again
 * @param clientsMax most event streams and WebSockets at a time; more are answered with 503
 * @param sse event streams
 * @param webSocket WebSockets
 */
@ConfigurationProperties("mk.routes")
public record RoutesProperties(
        @DefaultValue("5s") Duration askTimeout,
        @DefaultValue("1s") Duration retryAfter,
        @DefaultValue("10000") int clientsMax,
        @DefaultValue Sse sse,
        @DefaultValue WebSocket webSocket) {

    /**
     * Event streams.
     *
     * @param heartbeat how often a client that gets no event is sent a comment, and the actor is told of each client again
     * @param buffer how many events may wait for a client that reads slowly
     * @param slowClient what happens beyond that
     */
    public record Sse(
            @DefaultValue("10s") Duration heartbeat,
            @DefaultValue("256") int buffer,
            @DefaultValue("drop-newest") SlowClient slowClient) {}

    /**
     * WebSockets.
     *
     * @param heartbeat how often clients are pinged; one that is silent for two heartbeats is gone
     * @param buffer how many messages may wait for a client that reads slowly
     * @param slowClient what happens beyond that
     * @param maxMessage the longest message of a client that is accepted, its fragments put together
     * @param allowedOrigins from which origins browsers may connect beside the application's own, as in
     *     https://example.com; * for all
     */
    public record WebSocket(
            @DefaultValue("30s") Duration heartbeat,
            @DefaultValue("256") int buffer,
            @DefaultValue("close") SlowClient slowClient,
            @DefaultValue("64KB") DataSize maxMessage,
            @DefaultValue List<String> allowedOrigins) {}

    RouteSettings settings() {
        if (maxMessageBytes() < 1 || maxMessageBytes() > Integer.MAX_VALUE) {
            throw new InvalidConfigurationPropertyValueException(
                    "mk.routes.web-socket.max-message", webSocket.maxMessage(), "A message has 1 byte to 2 GB.");
        }
        return new RouteSettings(
                positive("ask-timeout", askTimeout),
                retryAfter,
                clientsMax,
                clients("sse", sse.heartbeat(), sse.buffer(), sse.slowClient()),
                clients("web-socket", webSocket.heartbeat(), webSocket.buffer(), webSocket.slowClient()),
                (int) maxMessageBytes(),
                webSocket.allowedOrigins());
    }

    private long maxMessageBytes() {
        return webSocket.maxMessage().toBytes();
    }

    private static Duration positive(String key, Duration value) {
        if (!value.isPositive()) {
            throw new InvalidConfigurationPropertyValueException(
                    "mk.routes." + key, value, "It must be longer than zero.");
        }
        return value;
    }

    private static ClientSettings clients(String key, Duration heartbeat, int buffer, SlowClient slowClient) {
        positive(key + ".heartbeat", heartbeat);
        try {
            return new ClientSettings(heartbeat, buffer, slowClient);
        } catch (IllegalArgumentException wrong) {
            throw new InvalidConfigurationPropertyValueException(
                    "mk.routes." + key + ".buffer", buffer, wrong.getMessage());
        }
    }
}
