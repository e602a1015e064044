package dev.microkernel.cell;

import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.BiConsumer;
import java.util.function.Function;

/**
 * What a node has seen so far, and something for each: kinds of actors, say, and their counters. For keys that come from
 * code and not from data, so that there are few.
 *
 * @param <K> what is seen
 * @param <V> what is kept of it
 */
public final class Roster<K, V> {

    private final Map<K, V> seen = new ConcurrentHashMap<>();
    private final List<BiConsumer<? super K, ? super V>> listeners = new CopyOnWriteArrayList<>();
    private final Function<? super K, ? extends V> maker;

    Roster(Function<? super K, ? extends V> maker) {
        this.maker = maker;
    }

    /** What is kept of a key, which is seen from now on. */
    V get(K key) {
        var present = seen.get(key);
        return present == null ? add(key) : present;
    }

    private synchronized V add(K key) {
        var present = seen.get(key);
        if (present != null) {
            return present;
        }
        V made = maker.apply(key);
        seen.put(key, made);
        listeners.forEach(listener -> listener.accept(key, made));
        return made;
    }

    /** Tells a listener of every key, those seen before included, each once. */
    public synchronized void forEach(BiConsumer<? super K, ? super V> listener) {
        seen.forEach(listener);
        listeners.add(listener);
    }
}
