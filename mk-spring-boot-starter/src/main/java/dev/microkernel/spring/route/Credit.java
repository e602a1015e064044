package dev.microkernel.spring.route;

import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;
import reactor.core.publisher.MonoSink;

/** How many more messages an actor wants. One reader takes, any thread gives. */
final class Credit {

    private final ReentrantLock lock = new ReentrantLock();
    private final boolean unlimited;
    private long available;
    private @Nullable MonoSink<Void> waiting;

    /** With so many at first; {@link Integer#MAX_VALUE} for ever. */
    Credit(int first) {
        this.unlimited = first == Integer.MAX_VALUE;
        this.available = first;
    }

    /** Takes one if it is wanted already. */
    boolean takeNow() {
        if (unlimited) {
            return true;
        }
        lock.lock();
        try {
            if (available == 0) {
                return false;
            }
            available--;
            return true;
        } finally {
            lock.unlock();
        }
    }

    /** Completes when one more is wanted. The one before must have completed. */
    Mono<Void> take() {
        return unlimited ? Mono.empty() : Mono.create(this::take);
    }

    private void take(MonoSink<Void> taker) {
        lock.lock();
        try {
            if (available == 0) {
                waiting = taker;
                return;
            }
            available--;
        } finally {
            lock.unlock();
        }
        taker.success();
    }

    void give(int more) {
        MonoSink<Void> taker;
        lock.lock();
        try {
            available = Math.min(Integer.MAX_VALUE, available + more);
            taker = waiting;
            if (taker == null) {
                return;
            }
            waiting = null;
            available--;
        } finally {
            lock.unlock();
        }
        taker.success();
    }
}
