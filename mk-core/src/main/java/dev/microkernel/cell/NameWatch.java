package dev.microkernel.cell;

import dev.microkernel.actor.ActorRef;
import dev.microkernel.actor.NameChange;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Objects;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * What one actor was told of the names with a prefix, and the names of which that may not be true any more.
 *
 * <p>No queue of changes is kept: the watcher is told the difference between what it was told and what is, at the moment
 * when it looks. So a slow watcher costs at most an entry for each name, misses nothing that lasts, and hears nothing
 * twice; what came and went before it looked is not told.
 *
 * <p>All but {@link #message} and {@link #wake} is guarded by the name table's lock.
 */
final class NameWatch<M> {

    private final String prefix;
    private final ActorCell<M> watcher;
    private final Function<? super NameChange, ? extends M> as;
    private final Map<String, InternalRef<?>> told = new HashMap<>();

    /** In the order in which they changed first. */
    private final LinkedHashSet<String> stale = new LinkedHashSet<>();

    /** Whether a control is on its way: the watcher will look. */
    private boolean woken;

    NameWatch(String prefix, ActorCell<M> watcher, Function<? super NameChange, ? extends M> as) {
        this.prefix = prefix;
        this.watcher = watcher;
        this.as = as;
    }

    String prefix() {
        return prefix;
    }

    ActorRef<?> watcher() {
        return watcher;
    }

    /** Tells everything, to a watcher that knows nothing, not even what it was told. */
    void beginAfresh(Collection<String> names) {
        end();
        stale.addAll(names);
        woken = true;
        wake();
    }

    /** Has the watcher look, if the name is one of those it watches. */
    void changed(String name) {
        if (name.startsWith(prefix)) {
            stale.add(name);
            if (!woken) {
                woken = true;
                wake();
            }
        }
    }

    /** What the watcher has to be told next, or null. */
    @Nullable
    NameChange next(Map<String, InternalRef<?>> names) {
        while (!stale.isEmpty()) {
            var name = stale.getFirst();
            var was = told.get(name);
            var is = names.get(name);
            if (was != null && !was.equals(is)) {
                told.remove(name);
                return new NameChange.Unregistered(name, untyped(was)); // its next holder, if any, is told next
            }
            stale.removeFirst();
            if (was == null && is != null) {
                told.put(name, is);
                return new NameChange.Registered(name, untyped(is));
            }
        }
        woken = false;
        return null;
    }

    /** Tells nothing more. */
    void end() {
        told.clear();
        stale.clear();
    }

    /** The change as a message of the watcher's. Calls code of the application's. */
    M message(NameChange change) {
        return Objects.requireNonNull(as.apply(change), "a name change must not be turned into null");
    }

    /** Has the watcher look. */
    void wake() {
        watcher.control(new Control.NamesChanged(this));
    }

    @SuppressWarnings("unchecked") // the registry's contract: the caller knows what the actor takes
    private static ActorRef<Object> untyped(InternalRef<?> actor) {
        return (ActorRef<Object>) actor;
    }
}
