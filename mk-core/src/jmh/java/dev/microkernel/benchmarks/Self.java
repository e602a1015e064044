package dev.microkernel.benchmarks;

/**
 * What an actor can do beyond telling. Only for the actor itself, from within its handler.
 *
 * @param <R> the system's own reference to an actor
 */
interface Self<R> {

    /** The actor's own reference. */
    R ref();

    /** Starts a child. */
    R spawn(Handler<R> handler);

    /** Starts a child whose end this actor hears of by {@link Handler#terminated}. */
    R spawnWatched(Handler<R> handler);

    /** Stops this actor when it has handled the present message. */
    void stop();
}
