package dev.microkernel.benchmarks;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;

/**
 * One system, running, with the primitives that works are made of. A JVM of a benchmark runs one system only, so calls
 * of these methods have one target each there and can be inlined.
 *
 * @param <R> the system's own reference to an actor
 */
interface Contender<R> {

    /** Starts an actor from outside; on return it can be told things. */
    R spawn(Handler<R> handler);

    /** Sends a message, from inside or outside. None is lost: where the system refuses one, this waits and tries again. */
    void tell(R to, Object message);

    /** Starts an actor that answers whatever it is {@linkplain #ask asked}. */
    R spawnAnswerer();

    /** Asks an answerer in the system's own way. */
    CompletableFuture<Object> ask(R answerer, Duration timeout);

    /**
     * Starts many actors in the way that costs this system the least memory, with a behaviour that they share, and
     * sends each one message.
     *
     * @param handled counted down once by each actor
     */
    void spawnIdle(int count, CountDownLatch handled);

    /** Links two other nodes of this system. Only for systems that have links, by that transport. */
    default LinkPair link(Transport transport) {
        throw new UnsupportedOperationException(
                "no links by " + transport.title() + ", system=" + getClass().getSimpleName());
    }

    /**
     * Starts an actor whose supervisor restarts it at once, however often its handler throws, and logs nothing. Only for
     * systems that have supervisors.
     */
    default R spawnRestarted(Handler<R> handler) {
        throw new UnsupportedOperationException(
                "no supervisors, system=" + getClass().getSimpleName());
    }
}
