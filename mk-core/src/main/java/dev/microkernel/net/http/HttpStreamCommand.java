package dev.microkernel.net.http;

/** What the actor of a streamed exchange is told. To cancel the exchange, stop it. */
public sealed interface HttpStreamCommand permits HttpStreamCommand.Demand, HttpStream.Ended {

    /**
     * Deliver so many more pieces.
     *
     * @param pieces 1 or more
     */
    record Demand(int pieces) implements HttpStreamCommand {

        /** Refuses what is no demand. */
        public Demand {
            if (pieces < 1) {
                throw new IllegalArgumentException("demand must be 1 or more, pieces=" + pieces);
            }
        }
    }
}
