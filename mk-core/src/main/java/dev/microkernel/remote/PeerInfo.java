package dev.microkernel.remote;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/**
 * A node that is connected with this one, at one moment.
 *
 * @param nodeId the upper half of its actors' ids
 * @param identity its name
 * @param address where it is connected from or at, as host:port
 * @param level the level of the protocol that is spoken with it
 * @param incarnation which of its lives this is; 0 for MK01, which does not say
 * @param protection what protects the link
 * @param namesKnown whether all names that it had when it was mounted are known here; false for MK01, which does not say
 * @param since when it was mounted
 * @param roundTrip how long a frame and its answer take, smoothed; empty before the first answer, and for MK01
 * @param queuedFrames messages that wait to be written to it
 * @param queuedBytes and their bytes
 * @param traffic what has passed
 * @param lastError why the former link with it ended
 */
public record PeerInfo(
        int nodeId,
        String identity,
        String address,
        Level level,
        long incarnation,
        Protection protection,
        boolean namesKnown,
        Instant since,
        Optional<Duration> roundTrip,
        int queuedFrames,
        long queuedBytes,
        Traffic traffic,
        Optional<String> lastError) {

    /** What two nodes speak. */
    public enum Level {
        /** With hello, names and messages. */
        MK01,
        /** MK01 without a hello. */
        PLAIN,
        /** All of it. */
        MK02
    }

    /**
     * What has passed on a link.
     *
     * @param framesReceived frames that came from the peer
     * @param framesSent frames that were handed to its connection
     * @param framesDropped frames from it that were not believed, or not permitted
     * @param bytesReceived bytes that came from it
     * @param bytesSent bytes that were written to it
     */
    public record Traffic(
            long framesReceived, long framesSent, long framesDropped, long bytesReceived, long bytesSent) {

        /** Nothing. */
        public static final Traffic NONE = new Traffic(0, 0, 0, 0, 0);

        /** Both together. */
        public Traffic plus(Traffic other) {
            return new Traffic(
                    framesReceived + other.framesReceived,
                    framesSent + other.framesSent,
                    framesDropped + other.framesDropped,
                    bytesReceived + other.bytesReceived,
                    bytesSent + other.bytesSent);
        }
    }

    /** Frames that came from the peer. */
    public long framesReceived() {
        return traffic.framesReceived;
    }

    /** Frames that were handed to its connection. */
    public long framesSent() {
        return traffic.framesSent;
    }

    /** Frames from it that were not believed, or not permitted. */
    public long framesDropped() {
        return traffic.framesDropped;
    }
}
