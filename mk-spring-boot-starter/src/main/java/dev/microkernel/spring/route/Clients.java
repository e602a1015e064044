package dev.microkernel.spring.route;

import dev.microkernel.actor.ActorRef;
import dev.microkernel.actor.ActorSpec;
import dev.microkernel.system.ActorSystem;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;

/** The connections that stay, each with an actor that stops when the client is gone. Bounded. */
final class Clients {

    private final ActorSystem system;
    private final int max;
    private final Semaphore places;
    private final AtomicLong numbers = new AtomicLong();
    private final Set<Client> open = ConcurrentHashMap.newKeySet();
    private volatile boolean closed;

    Clients(ActorSystem system, int max) {
        this.system = system;
        this.max = max;
        this.places = new Semaphore(max);
    }

    int connected() {
        return max - places.availablePermits();
    }

    /**
     * Starts a client's actor.
     *
     * @param dismiss ends the connection from this side
     * @throws TooManyClientsException if there are as many as may be
     */
    Client open(String kind, ActorSpec<Object> spec, Runnable dismiss) {
        if (!places.tryAcquire()) {
            throw new TooManyClientsException(max);
        }
        try {
            var client = new Client(system.spawn(kind + "-" + numbers.incrementAndGet(), spec), dismiss);
            open.add(client);
            if (closed) {
                dismiss.run(); // it came while the others went
            }
            return client;
        } catch (RuntimeException e) {
            places.release();
            throw e;
        }
    }

    /** Lets those that come stay. */
    void admit() {
        closed = false;
    }

    /** Ends all connections, and those that come yet. */
    void dismissAll() {
        closed = true;
        open.forEach(client -> client.dismiss.run());
    }

    /** One that is connected, until it is closed by whoever has the connection. */
    final class Client implements AutoCloseable {

        private final ActorRef<Object> actor;
        private final Runnable dismiss;
        private final AtomicBoolean closed = new AtomicBoolean();

        private Client(ActorRef<Object> actor, Runnable dismiss) {
            this.actor = actor;
            this.dismiss = dismiss;
        }

        ActorRef<Object> actor() {
            return actor;
        }

        @Override
        public void close() {
            if (closed.compareAndSet(false, true)) {
                open.remove(this);
                system.stop(actor);
                places.release();
            }
        }
    }
}
