package dev.microkernel.spring.route;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.reactivestreams.Publisher;
import org.reactivestreams.Subscriber;
import org.reactivestreams.Subscription;

/**
 * What waits to be written to one client: bounded, with what happens beyond that as {@link SlowClient} says. Actors put
 * messages in, the connection takes them out as fast as the client reads.
 *
 * <p>The lock guards the fields and is never held while the subscriber is called. {@code signals} lets one thread at a time
 * call it, as Reactive Streams demand (1.3): whoever counts it up from zero delivers, and goes round again for each other
 * that has counted it up meanwhile and left.
 *
 * @param <T> the messages; for one subscriber
 */
final class Outbox<T> implements Publisher<T>, Subscription {

    /** What became of a message. */
    enum Offer {
        /** It is on its way, or waits. */
        TAKEN,
        /** It, or an older one in its place, is dropped. */
        DROPPED,
        /** The client is too slow, and is to be closed. */
        OVERFLOW,
        /** The connection has ended. */
        ENDED
    }

    private final int capacity;
    private final SlowClient policy;
    private final Function<? super T, Object> keyOf;
    private final ReentrantLock lock = new ReentrantLock();
    private final AtomicInteger signals = new AtomicInteger();

    /** By key where messages coalesce, by an object of each one's own elsewhere; in the order in which they go out. */
    private final Map<Object, T> waiting = new LinkedHashMap<>();

    private volatile @Nullable Subscriber<? super T> subscriber;
    private long demand;
    private boolean completed;
    private boolean ended;
    private long dropped;

    Outbox(int capacity, SlowClient policy, Function<? super T, Object> keyOf) {
        this.capacity = capacity;
        this.policy = policy;
        this.keyOf = keyOf;
    }

    /** Puts a message in. Never blocks for the client. */
    Offer offer(T message) {
        Offer offer;
        lock.lock();
        try {
            offer = add(message);
        } finally {
            lock.unlock();
        }
        deliver();
        return offer;
    }

    /** Puts a message in if nothing waits: a sign of life is needed only where there is no other. */
    Offer offerIfIdle(T message) {
        lock.lock();
        try {
            if (!waiting.isEmpty()) {
                return Offer.TAKEN;
            }
        } finally {
            lock.unlock();
        }
        return offer(message);
    }

    private Offer add(T message) {
        if (completed || ended) {
            return Offer.ENDED;
        }
        Object key = policy == SlowClient.COALESCE ? keyOf.apply(message) : new Object();
        if (waiting.size() < capacity || waiting.containsKey(key)) {
            waiting.put(key, message); // an old one's successor stands where it stood
            return Offer.TAKEN;
        }
        return switch (policy) {
            case CLOSE -> Offer.OVERFLOW;
            case DROP_NEWEST -> {
                dropped++;
                yield Offer.DROPPED;
            }
            case DROP_OLDEST, COALESCE -> {
                dropped++;
                waiting.remove(waiting.keySet().iterator().next());
                waiting.put(key, message);
                yield Offer.DROPPED;
            }
        };
    }

    /** Ends the stream when what waits is written. */
    void complete() {
        lock.lock();
        try {
            completed = true;
        } finally {
            lock.unlock();
        }
        deliver();
    }

    /** Ends the stream without what waits: the client is too slow for it. */
    void completeNow() {
        lock.lock();
        try {
            completed = true;
            waiting.clear();
        } finally {
            lock.unlock();
        }
        deliver();
    }

    long dropped() {
        lock.lock();
        try {
            return dropped;
        } finally {
            lock.unlock();
        }
    }

    @Override
    public void subscribe(Subscriber<? super T> reader) {
        Objects.requireNonNull(reader, "subscriber");
        lock.lock();
        try {
            if (subscriber != null) {
                throw new IllegalStateException("an outbox has one reader");
            }
            signals.incrementAndGet(); // as a delivery, so that nothing comes before onSubscribe has returned (1.1)
            subscriber = reader;
        } finally {
            lock.unlock();
        }
        reader.onSubscribe(this);
        goRound(reader);
    }

    @Override
    public void request(long n) {
        lock.lock();
        try {
            demand = n <= 0 || demand + n < 0 ? Long.MAX_VALUE : demand + n;
        } finally {
            lock.unlock();
        }
        deliver();
    }

    @Override
    public void cancel() {
        lock.lock();
        try {
            ended = true;
            waiting.clear();
        } finally {
            lock.unlock();
        }
    }

    private void deliver() {
        var reader = subscriber;
        if (reader != null && signals.getAndIncrement() == 0) {
            goRound(reader);
        }
    }

    private void goRound(Subscriber<? super T> reader) {
        int seen = signals.get();
        do {
            T next;
            while ((next = take()) != null) {
                reader.onNext(next);
            }
            if (ending()) {
                reader.onComplete();
            }
            seen = signals.addAndGet(-seen);
        } while (seen != 0);
    }

    private @Nullable T take() {
        lock.lock();
        try {
            if (ended || demand == 0 || waiting.isEmpty()) {
                return null;
            }
            if (demand != Long.MAX_VALUE) {
                demand--;
            }
            var first = waiting.entrySet().iterator();
            var message = first.next().getValue();
            first.remove();
            return message;
        } finally {
            lock.unlock();
        }
    }

    /** Whether this is the moment to end; true once. */
    private boolean ending() {
        lock.lock();
        try {
            if (!completed || ended || !waiting.isEmpty()) {
                return false;
            }
            ended = true;
            return true;
        } finally {
            lock.unlock();
        }
    }
}
