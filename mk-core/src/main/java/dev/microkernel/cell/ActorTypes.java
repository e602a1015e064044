package dev.microkernel.cell;

import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;

/** The kinds of actors a node has seen: a small set, since types come from code and not from data. */
public final class ActorTypes {

    private final Set<String> seen = ConcurrentHashMap.newKeySet();
    private final List<Consumer<String>> listeners = new CopyOnWriteArrayList<>();

    ActorTypes() {}

    void add(String type) {
        if (!seen.contains(type)) {
            addNew(type);
        }
    }

    private synchronized void addNew(String type) {
        if (seen.add(type)) {
            listeners.forEach(listener -> listener.accept(type));
        }
    }

    /** Tells a listener of every type, those seen before included, each once. */
    public synchronized void forEach(Consumer<String> listener) {
        new LinkedHashSet<>(seen).forEach(listener);
        listeners.add(listener);
    }
}
