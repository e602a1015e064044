package dev.microkernel.spring.route;

import dev.microkernel.actor.ActorRef;
import dev.microkernel.actor.ActorSpec;
import dev.microkernel.system.ActorSystem;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;

/** The connections that stay, each with an actor that stops when the client is gone. Bounded. */
final class Clients {

    private final ActorSystem system;
    private final int max;
    private final Semaphore places;
    private final AtomicLong numbers = new AtomicLong();

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
     * @throws TooManyClientsException if there are as many as may be
     */
    Client open(String kind, ActorSpec<Object> spec) {
        if (!places.tryAcquire()) {
            throw new TooManyClientsException(max);
        }
        try {
            return new Client(system.spawn(kind + "-" + numbers.incrementAndGet(), spec));
        } catch (RuntimeException e) {
            places.release();
            throw e;
        }
    }

    /** One that is connected, until it is closed by whoever has the connection. */
    final class Client implements AutoCloseable {

        private final ActorRef<Object> actor;
        private final AtomicBoolean closed = new AtomicBoolean();

        private Client(ActorRef<Object> actor) {
            this.actor = actor;
        }

        ActorRef<Object> actor() {
            return actor;
        }

        @Override
        public void close() {
            if (closed.compareAndSet(false, true)) {
                system.stop(actor);
                places.release();
            }
        }
    }
}
