package dev.microkernel.state;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * All values, and how much they are. One thread at a time changes them; a batch of changes becomes visible to readers at
 * once.
 */
final class Contents {

    private final Map<String, TreeMap<StateKey, byte[]>> values = new HashMap<>();
    private final Map<String, StateUsage> usages = new HashMap<>();
    private StateUsage total = StateUsage.NONE;

    synchronized byte @Nullable [] get(String owner, StateKey key) {
        var owned = values.get(owner);
        return owned == null ? null : owned.get(key);
    }

    synchronized List<StateKey> keys(String owner) {
        var owned = values.get(owner);
        return owned == null ? List.of() : List.copyOf(owned.keySet());
    }

    synchronized StateUsage usage(String owner) {
        return usages.getOrDefault(owner, StateUsage.NONE);
    }

    synchronized StateUsage usage() {
        return total;
    }

    /** Every value, as the change that makes it. No other thread gets in meanwhile. */
    synchronized void forEach(Consumer<Change.Put> consumer) {
        values.forEach(
                (owner, owned) -> owned.forEach((key, value) -> consumer.accept(new Change.Put(owner, key, value))));
    }

    /** Makes changes, all of them before anybody reads; says for each how many values there were before. */
    synchronized int[] apply(List<? extends Change> changes) {
        return changes.stream().mapToInt(this::apply).toArray();
    }

    private int apply(Change change) {
        return switch (change) {
            case Change.Put(var owner, var key, var value) -> {
                var old = values.computeIfAbsent(owner, _ -> new TreeMap<>()).put(key, value);
                count(owner, old == null ? 1 : 0, value.length - (old == null ? -key.length() : old.length));
                yield old == null ? 0 : 1;
            }
            case Change.Remove(var owner, var key) -> remove(owner, key);
            case Change.Clear(var owner) -> {
                var gone = usage(owner);
                values.remove(owner);
                count(owner, -gone.keys(), -gone.bytes());
                yield gone.keys();
            }
        };
    }

    private int remove(String owner, StateKey key) {
        var owned = values.get(owner);
        var old = owned == null ? null : owned.remove(key);
        if (owned == null || old == null) {
            return 0;
        }
        if (owned.isEmpty()) {
            values.remove(owner);
        }
        count(owner, -1, -(long) key.length() - old.length);
        return 1;
    }

    private void count(String owner, int keys, long bytes) {
        var now = usage(owner).plus(keys, bytes);
        if (now.keys() == 0) {
            usages.remove(owner);
        } else {
            usages.put(owner, now);
        }
        total = total.plus(keys, bytes);
    }
}
