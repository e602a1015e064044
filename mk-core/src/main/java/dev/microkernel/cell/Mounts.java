package dev.microkernel.cell;

import dev.microkernel.wire.Names;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/**
 * The names of each connected node as paths below {@code /node/<identity>/}: {@code echo} of kitchen is {@code
 * /node/kitchen/echo}, also if somebody else was the first to have {@code echo}. Written under the name table's lock, read
 * without one.
 */
final class Mounts {

    private record Mount(String identity, ConcurrentHashMap<String, InternalRef<?>> names) {

        /** The actor at a path; one that the node registered as that very path goes first, a flat name last. */
        @Nullable
        InternalRef<?> find(String path) {
            var exact = names.get(path);
            if (exact != null) {
                return exact;
            }
            var rest = path.substring(Names.pathBelow(identity, "").length() - 1);
            var below = names.get(rest);
            return below != null ? below : names.get(rest.substring(1));
        }
    }

    private final Map<Integer, Mount> byNode = new HashMap<>();

    /** Of nodes with the same identity, which are not authenticated, the first. */
    private final ConcurrentHashMap<String, Mount> byIdentity = new ConcurrentHashMap<>();

    /** Enters a name. Whether there was room, of so many. */
    boolean put(int node, String identity, String name, InternalRef<?> actor, int limit) {
        var mount = byNode.computeIfAbsent(node, missing -> new Mount(identity, new ConcurrentHashMap<>()));
        if (mount.names.size() >= limit && !mount.names.containsKey(name)) {
            return false;
        }
        mount.names.put(name, actor);
        byIdentity.putIfAbsent(identity, mount);
        return true;
    }

    void remove(int node, String name) {
        var mount = byNode.get(node);
        if (mount != null) {
            mount.names.remove(name);
        }
    }

    void unmount(int node) {
        var mount = byNode.remove(node);
        if (mount != null) {
            byIdentity.remove(mount.identity, mount); // compared by its names: of two that are equal, either will do
        }
    }

    /** The actor at a path below {@code /node/<identity>/} of a node that is connected, or null. */
    @Nullable
    InternalRef<?> find(String path) {
        var identity = Names.nodeIn(path);
        var mount = identity == null ? null : byIdentity.get(identity);
        return mount == null ? null : mount.find(path);
    }

    /** Has a visitor see all paths below one node that begin so; some may be those that the node itself registered. */
    void forEach(String prefix, BiConsumer<String, InternalRef<?>> visitor) {
        for (var mount : Names.isBelowNodes(prefix) ? byIdentity.values() : List.<Mount>of()) {
            if (prefix.startsWith(Names.pathBelow(mount.identity, ""))) {
                mount.names.keySet().stream()
                        .map(name -> Names.pathBelow(mount.identity, name))
                        .filter(path -> path.startsWith(prefix))
                        .forEach(path -> {
                            var actor = mount.find(path);
                            if (actor != null) { // else it went meanwhile
                                visitor.accept(path, actor);
                            }
                        });
            }
        }
    }
}
