package dev.microkernel.cell;

import dev.microkernel.wire.Names;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The children of one cell, in the order of their start: a list whose links are in the children themselves, and a map
 * of those that have a name. The lock is for those who look at the tree or start actors from outside; no message takes
 * it.
 */
final class Children {

    /** Most children of one actor. */
    static final int CHILDREN_MAX = 1 << 24;

    private final int most;
    private final Map<String, ActorCell<?>> named = new HashMap<>();
    private @Nullable ActorCell<?> oldest;
    private @Nullable ActorCell<?> youngest;
    private int count;
    private boolean closed;

    /** None yet, and never more than so many. */
    Children(int most) {
        this.most = most;
    }

    /**
     * Adds a child, made only if its name, where it has one, is free.
     *
     * @param predecessor whose name and place the child takes; null for a place behind all others
     */
    synchronized <C> ActorCell<C> add(
            @Nullable String name,
            ActorCell<?> parent,
            @Nullable ActorCell<?> predecessor,
            Supplier<ActorCell<C>> maker) {
        if (name != null && predecessor == null) {
            requireFree(name, parent);
        }
        if (closed) {
            throw new IllegalStateException("no child can be started: the parent is stopping, parent=" + parent.path()
                    + ", child=" + (name == null ? "(unnamed)" : name));
        }
        if (count == most && predecessor == null) {
            throw new IllegalStateException("an actor can have at most " + most + " children, parent=" + parent.path());
        }
        var child = maker.get();
        if (name != null) {
            named.put(name, child);
        }
        insert(child, predecessor == null ? youngest : predecessor);
        if (predecessor != null) {
            remove(predecessor);
        }
        return child;
    }

    private void insert(ActorCell<?> child, @Nullable ActorCell<?> elder) {
        var younger = elder == null ? oldest : elder.younger;
        child.elder = elder;
        child.younger = younger;
        if (elder == null) {
            oldest = child;
        } else {
            elder.younger = child;
        }
        if (younger == null) {
            youngest = child;
        } else {
            younger.elder = child;
        }
        count++;
    }

    private void requireFree(String name, ActorCell<?> parent) {
        String violation;
        if (name.indexOf('/') >= 0) {
            violation = "name of an actor must not contain '/', value='" + name + "'";
        } else if (name.startsWith(ActorCell.UNNAMED_PREFIX)) {
            violation = "name of an actor must not begin with '" + ActorCell.UNNAMED_PREFIX
                    + "', which stands for actors without a name, value='" + name + "'";
        } else {
            violation = Names.violation(name);
        }
        if (violation != null) {
            throw new IllegalArgumentException(violation);
        }
        if (named.containsKey(name)) {
            throw new IllegalArgumentException("a child of that name exists; choose another or wait until it has"
                    + " stopped, parent=" + parent.path() + ", child=" + name);
        }
    }

    synchronized void remove(ActorCell<?> child) {
        var name = child.givenName();
        if (name != null) {
            named.remove(name, child);
        }
        var elder = child.elder;
        var younger = child.younger;
        if (elder == null) {
            oldest = younger;
        } else {
            elder.younger = younger;
        }
        if (younger == null) {
            youngest = elder;
        } else {
            younger.elder = elder;
        }
        child.elder = null;
        child.younger = null;
        count--;
    }

    /** The child of that name, given or not, or null. */
    synchronized @Nullable ActorCell<?> find(String name) {
        if (!name.startsWith(ActorCell.UNNAMED_PREFIX)) {
            return named.get(name);
        }
        var child = oldest;
        while (child != null && !child.name().equals(name)) {
            child = child.younger;
        }
        return child;
    }

    synchronized @Nullable ActorCell<?> youngest() {
        return youngest;
    }

    synchronized List<ActorCell<?>> snapshot() {
        var all = new ArrayList<ActorCell<?>>(count);
        for (var child = oldest; child != null; child = child.younger) {
            all.add(child);
        }
        return all;
    }

    synchronized int count() {
        return count;
    }

    /** No child can be added from now on. */
    synchronized void close() {
        closed = true;
    }
}
