package dev.microkernel.cell;

import dev.microkernel.wire.Names;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The children of one cell, in the order of their start. The lock is for those who look at the tree or start actors
 * from outside; no message takes it.
 */
final class Children {

    private final LinkedHashMap<String, ActorCell<?>> byName = new LinkedHashMap<>();
    private boolean closed;

    /** Adds a child, made only if its name is free. */
    synchronized <C> ActorCell<C> add(String name, ActorCell<?> parent, Supplier<ActorCell<C>> maker) {
        var violation = Names.isPath(name) || name.indexOf('/') >= 0
                ? "name of an actor must not contain '/', value='" + name + "'"
                : Names.violation(name);
        if (violation != null) {
            throw new IllegalArgumentException(violation);
        }
        if (closed) {
            throw new IllegalStateException(
                    "no child can be started: the parent is stopping, parent=" + parent.path() + ", child=" + name);
        }
        if (byName.containsKey(name)) {
            throw new IllegalArgumentException("a child of that name exists; choose another or wait until it has"
                    + " stopped, parent=" + parent.path() + ", child=" + name);
        }
        var child = maker.get();
        byName.put(name, child);
        return child;
    }

    synchronized void remove(ActorCell<?> child) {
        byName.remove(child.name(), child);
    }

    synchronized boolean contains(ActorCell<?> child) {
        return byName.get(child.name()) == child;
    }

    synchronized @Nullable ActorCell<?> youngest() {
        return byName.isEmpty() ? null : byName.lastEntry().getValue();
    }

    synchronized List<ActorCell<?>> snapshot() {
        return List.copyOf(byName.values());
    }

    /** No child can be added from now on. */
    synchronized void close() {
        closed = true;
    }
}
