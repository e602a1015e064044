package dev.microkernel.benchmarks;

/**
 * A contender whose actors may have bounded mailboxes.
 *
 * @param <R> the system's own reference to an actor
 */
interface BoundedMailboxes<R> extends Contender<R> {

    /** Starts an actor with a mailbox for so many messages; see {@link #spawn}. */
    R spawnBounded(Handler<R> handler, int capacity);
}
