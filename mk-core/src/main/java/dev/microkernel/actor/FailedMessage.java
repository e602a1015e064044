package dev.microkernel.actor;

import java.util.function.BiConsumer;

/** What becomes of a message over which its receiver failed. However it is chosen, no message fails an actor for ever. */
public sealed interface FailedMessage {

    /** It is gone; an ask fails with {@link AskException.Kind#RECEIVER_FAILED}. The default. */
    record Drop() implements FailedMessage {}

    /**
     * The next life handles it again, before all others, and only then it is dropped. For receivers whose failures pass.
     *
     * @param times how often it is handled again, 1 to {@link #TIMES_MAX}
     */
    record Retry(int times) implements FailedMessage {

        /** Most repetitions. */
        public static final int TIMES_MAX = 1_000;

        /** Refuses numbers out of range. */
        public Retry {
            if (times < 1 || times > TIMES_MAX) {
                throw new IllegalArgumentException(
                        "a failed message can be retried 1.." + TIMES_MAX + " times, times=" + times);
            }
        }
    }

    /**
     * It is handed over, then dropped.
     *
     * @param handler gets the message and the failure, in the actor's turn; must not block
     */
    record HandOver(BiConsumer<Object, Throwable> handler) implements FailedMessage {}
}
