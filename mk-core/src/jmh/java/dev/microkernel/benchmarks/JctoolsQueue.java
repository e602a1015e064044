package dev.microkernel.benchmarks;

import java.time.Duration;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.locks.LockSupport;
import org.jctools.queues.MpscUnboundedArrayQueue;

/**
 * No actor system at all: a queue of JCTools and one thread that empties it. What telling costs beyond this is the
 * price of a runtime. It can only be told things.
 */
final class JctoolsQueue implements Contender<JctoolsQueue.Receiver> {

    /** The queue grows by arrays of this length. */
    private static final int CHUNK = 1 << 12;

    @Override
    public Receiver spawn(Handler<Receiver> handler) {
        var receiver = new Receiver(handler);
        Thread.ofPlatform().daemon().name("receiver").start(receiver::receive);
        return receiver;
    }

    @Override
    public void tell(Receiver to, Object message) {
        to.queue.offer(message);
    }

    @Override
    public Receiver spawnAnswerer() {
        throw onlyTells();
    }

    @Override
    public CompletableFuture<Object> ask(Receiver answerer, Duration timeout) {
        throw onlyTells();
    }

    @Override
    public void spawnIdle(int count, CountDownLatch handled) {
        throw onlyTells();
    }

    private static UnsupportedOperationException onlyTells() {
        return new UnsupportedOperationException("a bare queue can only be told things");
    }

    /** The queue, its thread and what it does with the messages. */
    static final class Receiver implements Self<Receiver> {

        private static final int PAUSES = 10_000;
        private static final long NAP_NANOS = 1_000_000;

        private final Queue<Object> queue = new MpscUnboundedArrayQueue<>(CHUNK);
        private final Handler<Receiver> handler;

        Receiver(Handler<Receiver> handler) {
            this.handler = handler;
        }

        /** Keeps its core while there may be work; between rounds, when others run, it naps. */
        private void receive() {
            int empty = 0;
            while (true) {
                var message = queue.poll();
                if (message != null) {
                    handler.on(message, this);
                    empty = 0;
                } else if (++empty < PAUSES) {
                    Pause.after(empty);
                } else {
                    LockSupport.parkNanos(NAP_NANOS);
                }
            }
        }

        @Override
        public Receiver ref() {
            return this;
        }

        @Override
        public Receiver spawn(Handler<Receiver> childHandler) {
            throw onlyTells();
        }

        @Override
        public Receiver spawnWatched(Handler<Receiver> childHandler) {
            throw onlyTells();
        }

        @Override
        public void stop() {
            throw onlyTells();
        }
    }
}
