package dev.microkernel.cell;

import static dev.microkernel.actor.Groups.GROUPS_MAX;
import static dev.microkernel.actor.Groups.MEMBERSHIPS_MAX;
import static dev.microkernel.actor.Groups.MEMBERS_MAX;

import dev.microkernel.actor.ActorId;
import dev.microkernel.actor.ActorRef;
import dev.microkernel.wire.Names;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * The groups of this node. Joining and leaving take a lock, routing takes none. An actor that ends while it joins is
 * found as in {@link NameTable}: {@link #groupsOf} is written before the actor's state is read, and the other way round
 * in {@link #knows}.
 */
final class GroupTable {

    private final Kernel kernel;
    private final ConcurrentHashMap<String, Group> groups = new ConcurrentHashMap<>();

    /** The way back; the sets are guarded by the lock. */
    private final ConcurrentHashMap<ActorRef<?>, Set<Group>> groupsOf = new ConcurrentHashMap<>();

    private int memberships;

    GroupTable(Kernel kernel) {
        this.kernel = kernel;
    }

    synchronized boolean join(String name, ActorRef<?> actor) {
        Names.requireWellFormed(name);
        var ref = requireSingle(name, actor);
        var present = groups.get(name);
        var own = groupsOf.get(ref);
        if (own != null && present != null && own.contains(present)) {
            return true;
        }
        requireRoom(name, present);
        var group = present == null ? new Group(name, 0) : present;
        groupsOf.computeIfAbsent(ref, missing -> new HashSet<>()).add(group);
        if (ref.isStopped()) {
            forget(group, ref); // it may have ended before it could be seen here
            return false;
        }
        group.add(ref);
        groups.put(name, group);
        memberships++;
        return true;
    }

    /** Routers are no members, for they could form circles, nor are asks, which end with one message. */
    @SuppressWarnings("unchecked") // what members take is for those to know who use the group
    private InternalRef<Object> requireSingle(String name, ActorRef<?> actor) {
        if (actor instanceof InternalRef<?> ref && ref.kernel() == kernel) {
            if (ref instanceof ActorCell<?> || isElsewhere(ref.id())) {
                return (InternalRef<Object>) ref;
            }
        }
        throw new IllegalArgumentException(
                "only actors of this node and of its peers can be members, group=" + name + ", actor=" + actor.path());
    }

    private boolean isElsewhere(ActorId id) {
        return id.node() != kernel.nodeId() && id.sequence() != 0;
    }

    private void requireRoom(String name, @Nullable Group present) {
        if (present == null && groups.size() >= GROUPS_MAX) {
            throw new IllegalStateException("at most " + GROUPS_MAX + " groups are possible, group=" + name);
        }
        if (present != null && present.members().length >= MEMBERS_MAX) {
            throw new IllegalStateException("a group can have at most " + MEMBERS_MAX + " members, group=" + name);
        }
        if (memberships >= MEMBERSHIPS_MAX) {
            throw new IllegalStateException(
                    "groups can have at most " + MEMBERSHIPS_MAX + " members together, group=" + name);
        }
    }

    synchronized boolean leave(String name, ActorRef<?> actor) {
        var group = groups.get(name);
        var own = groupsOf.get(actor);
        if (group == null || own == null || !own.contains(group)) {
            return false;
        }
        forget(group, actor);
        remove(group, actor);
        return true;
    }

    private void remove(Group group, ActorRef<?> actor) {
        group.remove(actor);
        memberships--;
        if (group.members().length == 0) {
            groups.remove(group.name());
        }
    }

    private void forget(Group group, ActorRef<?> actor) {
        var own = groupsOf.get(actor);
        if (own != null && own.remove(group) && own.isEmpty()) {
            groupsOf.remove(actor);
        }
    }

    /** Whether an actor is a member of any group. Takes no lock. */
    boolean knows(ActorRef<?> actor) {
        return groupsOf.containsKey(actor);
    }

    /** Takes an actor that has ended out of all groups. */
    synchronized void drop(ActorRef<?> actor) {
        var own = groupsOf.remove(actor);
        if (own != null) {
            own.forEach(group -> remove(group, actor));
        }
    }

    /** Takes the actors of a node out of all groups: its link has closed. */
    void forgetNode(int node) {
        for (var actor : groupsOf.keySet()) {
            if (!(actor instanceof ActorCell<?>) && actor.id().node() == node) {
                drop(actor);
            }
        }
    }

    /** The group of that name, empty if there is none. Takes no lock. */
    Group get(String name) {
        return groups.getOrDefault(name, Group.EMPTY);
    }

    List<ActorRef<Object>> members(String name) {
        return Arrays.stream(get(name).members())
                .<ActorRef<Object>>map(Group.Member::ref)
                .toList();
    }

    SortedSet<String> names(String prefix) {
        var found = new TreeSet<String>();
        for (var name : groups.keySet()) {
            if (name.startsWith(prefix)) {
                found.add(name);
            }
        }
        return Collections.unmodifiableSortedSet(found);
    }
}
