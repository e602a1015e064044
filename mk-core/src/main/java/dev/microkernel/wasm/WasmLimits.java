package dev.microkernel.wasm;

import java.time.Duration;

/**
 * What one actor may take of its node. Beyond the memory an instance gets none, which its code sees; beyond every other limit
 * the actor ends with that reason, and its supervisor decides. Immutable; the {@code with} methods give a changed copy.
 *
 * @param memoryBytes linear memory; whole pages of 64 KiB, at least one, less than 2 GiB
 * @param messageTime how long one message may take by the clock, waits included; zero for no limit. What a fiber receives
 *     itself is a message of its own, and waiting for it is not counted
 * @param runTime how long code may run over one message without having waited: for code without a fiber all of its time. At
 *     least 1 ms
 * @param messagesPerSecond how many messages it may send, as many at once after a rest
 * @param bytesPerSecond how many bytes it may send in messages, as many at once after a rest
 * @param children how many actors it may have spawned that have not stopped
 * @param logLinesPerSecond how many lines it may log or print, as many at once after a rest
 */
public record WasmLimits(
        long memoryBytes,
        Duration messageTime,
        Duration runTime,
        int messagesPerSecond,
        long bytesPerSecond,
        int children,
        int logLinesPerSecond) {

    private static final int PAGE_BYTES = 65_536;
    private static final Duration RUN_TIME_MIN = Duration.ofMillis(1);

    /**
     * 16 MiB; 1 s of running for each message, no limit on waiting; 100,000 messages, 64 MiB and 1,000 lines a second; 16
     * children.
     */
    public static final WasmLimits DEFAULT =
            new WasmLimits(16 << 20, Duration.ZERO, Duration.ofSeconds(1), 100_000, 64 << 20, 16, 1_000);

    /** Refuses what cannot be, naming it. */
    public WasmLimits {
        if (memoryBytes < PAGE_BYTES || memoryBytes > Integer.MAX_VALUE) {
            throw new IllegalArgumentException(
                    "memoryBytes must be " + PAGE_BYTES + ".." + Integer.MAX_VALUE + ", memoryBytes=" + memoryBytes);
        }
        if (messageTime.isNegative()) {
            throw new IllegalArgumentException("messageTime must not be negative, messageTime=" + messageTime);
        }
        if (runTime.compareTo(RUN_TIME_MIN) < 0) {
            throw new IllegalArgumentException("runTime must be at least " + RUN_TIME_MIN + ", runTime=" + runTime);
        }
        requirePositive("messagesPerSecond", messagesPerSecond);
        requirePositive("bytesPerSecond", bytesPerSecond);
        requirePositive("logLinesPerSecond", logLinesPerSecond);
        if (children < 0) {
            throw new IllegalArgumentException("children must not be negative, children=" + children);
        }
    }

    private static void requirePositive(String name, long value) {
        if (value < 1) {
            throw new IllegalArgumentException(name + " must be at least 1, " + name + "=" + value);
        }
    }

    /** With so much linear memory. */
    public WasmLimits withMemory(long bytes) {
        return new WasmLimits(
                bytes, messageTime, runTime, messagesPerSecond, bytesPerSecond, children, logLinesPerSecond);
    }

    /** With this long for a message by the clock; zero for no limit. */
    public WasmLimits withMessageTime(Duration limit) {
        return new WasmLimits(
                memoryBytes, limit, runTime, messagesPerSecond, bytesPerSecond, children, logLinesPerSecond);
    }

    /** With this long for code to run over a message. */
    public WasmLimits withRunTime(Duration limit) {
        return new WasmLimits(
                memoryBytes, messageTime, limit, messagesPerSecond, bytesPerSecond, children, logLinesPerSecond);
    }

    /** With so many messages, and bytes in them, to send in a second. */
    public WasmLimits withSends(int messages, long bytes) {
        return new WasmLimits(memoryBytes, messageTime, runTime, messages, bytes, children, logLinesPerSecond);
    }

    /** With so many children. */
    public WasmLimits withChildren(int count) {
        return new WasmLimits(
                memoryBytes, messageTime, runTime, messagesPerSecond, bytesPerSecond, count, logLinesPerSecond);
    }

    /** With so many lines to log or print in a second. */
    public WasmLimits withLogLines(int perSecond) {
        return new WasmLimits(
                memoryBytes, messageTime, runTime, messagesPerSecond, bytesPerSecond, children, perSecond);
    }

    int memoryPages() {
        return (int) (memoryBytes / PAGE_BYTES);
    }
}
