package dev.microkernel.actor;

/** Which threads run an actor's turns. Whichever they are, one message is handled at a time, and each sees what came before. */
public enum Dispatcher {

    /** The scheduler's workers, one for each core, which no actor may hold: the fastest, for code that does not wait. */
    WORKERS,

    /**
     * Virtual threads: an actor has one while there is something for it to do, and may wait in it, for a database or the
     * reply to an ask, say. One that is killed, for it did not stop in time, is interrupted.
     */
    VIRTUAL_THREADS
}
