package dev.microkernel.remote;

import java.time.Instant;

/**
 * A node that is connected with this one, at one moment.
 *
 * @param nodeId the upper half of its actors' ids
 * @param identity its name
 * @param address where it is connected from or at, as host:port
 * @param since when it was mounted
 * @param framesReceived frames that came from it
 * @param framesSent frames that were handed to its connection
 * @param framesDropped frames from it that were not believed: a foreign source, a foreign destination, a name it may
 *     not have
 */
public record PeerInfo(
        int nodeId,
        String identity,
        String address,
        Instant since,
        long framesReceived,
        long framesSent,
        long framesDropped) {}
