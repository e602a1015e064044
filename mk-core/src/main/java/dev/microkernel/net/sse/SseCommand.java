package dev.microkernel.net.sse;

/** What the actor of a stream of events is told. To end the stream, stop it. */
public sealed interface SseCommand permits SseCommand.Demand, EventSource.Ended {

    /**
     * Deliver so many more events.
     *
     * @param events 1 or more
     */
    record Demand(int events) implements SseCommand {

        /** Refuses what is no demand. */
        public Demand {
            if (events < 1) {
                throw new IllegalArgumentException("demand must be 1 or more, events=" + events);
            }
        }
    }
}
