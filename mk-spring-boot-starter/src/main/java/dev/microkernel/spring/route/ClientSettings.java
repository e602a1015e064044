package dev.microkernel.spring.route;

import java.time.Duration;

/**
 * How clients that stay connected are treated.
 *
 * @param heartbeat how often a sign of life is sent to each
 * @param buffer how many messages may wait for a client that reads slowly; 1 or more
 * @param slowClient what happens beyond that
 */
public record ClientSettings(Duration heartbeat, int buffer, SlowClient slowClient) {

    private static final int BUFFER_MAX = 1 << 20;

    /** Refuses what cannot be, naming it. */
    public ClientSettings {
        if (heartbeat.toMillis() < 1) {
            throw new IllegalArgumentException("a heartbeat must be 1 ms or longer, heartbeat=" + heartbeat);
        }
        if (buffer < 1 || buffer > BUFFER_MAX) {
            throw new IllegalArgumentException("a client's buffer must be 1 to " + BUFFER_MAX + ", buffer=" + buffer);
        }
    }

    /** With this heartbeat. */
    public ClientSettings withHeartbeat(Duration newHeartbeat) {
        return new ClientSettings(newHeartbeat, buffer, slowClient);
    }

    /** With so many messages waiting at most, and this done beyond. */
    public ClientSettings withBuffer(int newBuffer, SlowClient newSlowClient) {
        return new ClientSettings(heartbeat, newBuffer, newSlowClient);
    }
}
