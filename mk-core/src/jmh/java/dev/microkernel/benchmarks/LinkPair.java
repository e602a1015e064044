package dev.microkernel.benchmarks;

import java.util.function.Consumer;

/** Two nodes of one system in this JVM, linked on loopback. Payloads are bytes, and no codec of anybody's looks into them. */
interface LinkPair {

    /** Starts an actor at the far node. Returns what tells it from the near one, where the system's queues have room. */
    Consumer<byte[]> far(Runnable onMessage);

    /**
     * Starts an actor at the far node that answers with what it is told, and one at the near node that gets the answers.
     * Returns what tells the former in the name of the latter.
     */
    Consumer<byte[]> echo(Consumer<byte[]> onAnswer);
}
