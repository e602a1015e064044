package dev.microkernel.net.sse;

import dev.microkernel.net.http.HttpGrant;
import java.time.Duration;

/**
 * How a stream of events is received. Immutable; the {@code with} methods give a changed copy.
 *
 * @param retry how long to wait before connecting again, unless the server says; longer than zero. Each failure in a row
 *     doubles it
 * @param retryMax longest wait, whatever the server says; not shorter than {@code retry}
 * @param failuresMax how many failures in a row there may be before it is given up, 0 or more; {@link Integer#MAX_VALUE}
 *     for any number. A connection that brings an event ends the row
 * @param eventBytesMax most bytes of a line, and of the data of an event; 16 to 64 MiB
 * @param demand how many events are delivered before the listener asks for more by {@link SseCommand.Demand}; {@link
 *     Integer#MAX_VALUE} for as many as its mailbox takes
 * @param grant where requests may go
 */
public record SseOptions(
        Duration retry, Duration retryMax, int failuresMax, int eventBytesMax, int demand, HttpGrant grant) {

    /** 3 s, doubled up to 60 s, for ever; events up to 1 MiB, no explicit demand, anywhere. */
    public static final SseOptions DEFAULT = new SseOptions(
            Duration.ofSeconds(3),
            Duration.ofSeconds(60),
            Integer.MAX_VALUE,
            1 << 20,
            Integer.MAX_VALUE,
            HttpGrant.ANYWHERE);

    /** Refuses what cannot be, naming it. */
    public SseOptions {
        if (!retry.isPositive() || retryMax.compareTo(retry) < 0) {
            throw new IllegalArgumentException(
                    "the wait before connecting again must be longer than zero and not longer"
                            + " than the longest, retry=" + retry + ", retryMax=" + retryMax);
        }
        if (failuresMax < 0 || demand < 0) {
            throw new IllegalArgumentException(
                    "most failures and demand must be 0 or more, failuresMax=" + failuresMax + ", demand=" + demand);
        }
        if (eventBytesMax < 16 || eventBytesMax > 64 << 20) {
            throw new IllegalArgumentException(
                    "longest event must be 16.." + (64 << 20) + " bytes, eventBytesMax=" + eventBytesMax);
        }
    }

    /** Waiting so long before connecting again, and giving up after so many failures in a row. */
    public SseOptions withRetry(Duration first, Duration longest, int failures) {
        return new SseOptions(first, longest, failures, eventBytesMax, demand, grant);
    }

    /** With events at most so long. */
    public SseOptions withEventBytesMax(int bytes) {
        return new SseOptions(retry, retryMax, failuresMax, bytes, demand, grant);
    }

    /** With explicit demand: so many events at first, and more only on {@link SseCommand.Demand}. */
    public SseOptions withDemand(int first) {
        return new SseOptions(retry, retryMax, failuresMax, eventBytesMax, first, grant);
    }

    /** With requests going only where this allows. */
    public SseOptions withGrant(HttpGrant newGrant) {
        return new SseOptions(retry, retryMax, failuresMax, eventBytesMax, demand, newGrant);
    }
}
