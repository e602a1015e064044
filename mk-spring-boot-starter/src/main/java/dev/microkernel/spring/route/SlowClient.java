package dev.microkernel.spring.route;

/** What becomes of messages to a client that reads more slowly than they come, when as many wait as may. */
public enum SlowClient {
    /** It misses the message that finds no room. */
    DROP_NEWEST,
    /** It misses the one that has waited longest. */
    DROP_OLDEST,
    /**
     * A message takes the place of one that waits and has the same key, whether or not there is room: the client gets the
     * newest of each. If none has it and there is no room, the one that has waited longest is dropped.
     */
    COALESCE,
    /** The connection is closed, so that the client notices and comes again. */
    CLOSE
}
