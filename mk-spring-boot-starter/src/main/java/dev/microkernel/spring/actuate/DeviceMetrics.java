package dev.microkernel.spring.actuate;

import dev.microkernel.codec.WireMessage;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * The figures that a device gives of itself, as its actor {@code /node/<identity>/metrics} sends them ({@code mk/metrics.h} of the
 * firmware): a packed struct, little-endian, to which later firmware may add behind. Counts begin with the device's uptime, and
 * start again at 2^32.
 *
 * @param uptime since it was started
 * @param actors running now
 * @param messages handled
 * @param restarts of its actors
 * @param givenUp actors that failed too often
 * @param deadLetters messages that reached nobody
 * @param unhandled messages that their actor made nothing of
 * @param stalls times that an actor kept the others waiting too long
 * @param blocks of the memory for messages, in use now
 * @param blocksMax the most that ever were
 * @param blocksTotal how many there are
 * @param links to other nodes, now
 * @param mounts of other nodes, ever
 * @param freeMemoryBytes what is left of its heap; null where that is not known
 * @param signalDbm how strong its radio's signal is; null where that is not known
 */
public record DeviceMetrics(
        Duration uptime,
        long actors,
        long messages,
        long restarts,
        long givenUp,
        long deadLetters,
        long unhandled,
        long stalls,
        long blocks,
        long blocksMax,
        long blocksTotal,
        long links,
        long mounts,
        @Nullable Long freeMemoryBytes,
        @Nullable Integer signalDbm) {

    /** What asks for them. */
    static final WireMessage QUESTION = new WireMessage(260, new byte[0]);

    private static final int ANSWER = 261;
    private static final int SIZE = 64;

    /** @throws IllegalArgumentException if they are none, naming what they are */
    static DeviceMetrics of(WireMessage answer) {
        if (answer.type() != ANSWER || answer.payload().length < SIZE) {
            throw new IllegalArgumentException(
                    "figures are a message of type %d and at least %d bytes, type=%d, bytes=%d"
                            .formatted(ANSWER, SIZE, answer.type(), answer.payload().length));
        }
        var figures = ByteBuffer.wrap(answer.payload()).order(ByteOrder.LITTLE_ENDIAN);
        return new DeviceMetrics(
                Duration.ofMillis(figures.getLong()),
                count(figures),
                count(figures),
                count(figures),
                count(figures),
                count(figures),
                count(figures),
                count(figures),
                count(figures),
                count(figures),
                count(figures),
                count(figures),
                count(figures),
                unlessZero(count(figures)),
                unlessZero(figures.getInt()));
    }

    private static long count(ByteBuffer figures) {
        return Integer.toUnsignedLong(figures.getInt());
    }

    private static @Nullable Long unlessZero(long value) {
        return value == 0 ? null : Long.valueOf(value);
    }

    private static @Nullable Integer unlessZero(int value) {
        return value == 0 ? null : Integer.valueOf(value);
    }
}
