package dev.microkernel.cell;

import static dev.microkernel.actor.Groups.GROUPS_MAX;
import static dev.microkernel.actor.Groups.MEMBERSHIPS_MAX;
import static dev.microkernel.actor.Groups.MEMBERS_MAX;

import dev.microkernel.actor.ActorId;
import dev.microkernel.actor.ActorRef;
import dev.microkernel.wire.Names;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import org.jspecify.annotations.Nullable;

/**
 * The groups of this node. Joining and leaving take a lock, routing takes none. An actor that ends while it joins is
 * found as in {@link NameTable}: {@link #groupsOf} is written before the actor's state is read, and the other way round
 * in {@link #knows}.
 */
public final class GroupTable {

    /** Hears of this node's own actors in groups, with the table's lock held: it must not block. */
    public interface Listener {

        /** An actor of this node is a member. */
        void joined(String group, ActorRef<?> actor);

        /** An actor of this node is a member no more. */
        void left(String group, ActorRef<?> actor);
    }

    /** Peers fill at most half of every bound, so that what they announce keeps no actor of this node out. */
    private static final int SHARE_OF_PEERS = 2;

    private final Kernel kernel;
    private final ConcurrentHashMap<String, Group> groups = new ConcurrentHashMap<>();

    /** The way back; the sets are guarded by the lock. */
    private final ConcurrentHashMap<ActorRef<?>, Set<Group>> groupsOf = new ConcurrentHashMap<>();

    private final Map<Integer, Integer> membershipsOfNode = new HashMap<>();
    private final List<Listener> listeners = new CopyOnWriteArrayList<>();
    private int memberships;

    GroupTable(Kernel kernel) {
        this.kernel = kernel;
    }

    synchronized boolean join(String name, ActorRef<?> actor) {
        Names.requireWellFormed(name);
        var ref = requireSingle(name, actor);
        if (isMember(name, ref)) {
            return true;
        }
        var violation = noRoom(name, 1);
        if (violation != null) {
            throw new IllegalStateException(violation + ", group=" + name);
        }
        return add(name, ref);
    }

    /**
     * Makes an actor a member because its node says that it is one.
     *
     * @param limit most memberships of actors of one node
     * @return null, or why it is not one
     */
    public synchronized @Nullable String learn(String name, InternalRef<Object> actor, int limit) {
        if (isMember(name, actor)) {
            return null;
        }
        if (membershipsOfNode.getOrDefault(actor.id().node(), 0) >= limit) {
            return "actors of a node can be at most " + limit + " times members";
        }
        var violation = noRoom(name, SHARE_OF_PEERS);
        if (violation != null) {
            return violation;
        }
        return add(name, actor) ? null : "the link to its node is closed";
    }

    private boolean isMember(String name, ActorRef<?> actor) {
        var group = groups.get(name);
        var own = groupsOf.get(actor);
        return group != null && own != null && own.contains(group);
    }

    private boolean add(String name, InternalRef<Object> ref) {
        var present = groups.get(name);
        var group = present == null ? new Group(name, 0) : present;
        groupsOf.computeIfAbsent(ref, missing -> new HashSet<>()).add(group);
        if (ref.isStopped()) {
            forget(group, ref); // it may have ended before it could be seen here
            return false;
        }
        group.add(ref);
        groups.put(name, group);
        memberships++;
        if (ref instanceof ActorCell<?>) {
            listeners.forEach(listener -> listener.joined(name, ref));
        } else {
            membershipsOfNode.merge(ref.id().node(), 1, Integer::sum);
        }
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

    /** Which bound another member would break of those that are divided by so much, or null. */
    private @Nullable String noRoom(String name, int divisor) {
        var present = groups.get(name);
        if (present == null && groups.size() >= GROUPS_MAX / divisor) {
            return "at most " + GROUPS_MAX / divisor + " groups are possible";
        }
        if (present != null && present.members().length >= MEMBERS_MAX / divisor) {
            return "a group can have at most " + MEMBERS_MAX / divisor + " members";
        }
        return memberships >= MEMBERSHIPS_MAX / divisor
                ? "groups can have at most " + MEMBERSHIPS_MAX / divisor + " members together"
                : null;
    }

    /** See {@link dev.microkernel.actor.Groups#leave}; also for actors whose node says that they have left. */
    public synchronized boolean leave(String name, ActorRef<?> actor) {
        var group = groups.get(name);
        if (group == null || !isMember(name, actor)) {
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
        if (actor instanceof ActorCell<?>) {
            listeners.forEach(listener -> listener.left(group.name(), actor));
        } else {
            membershipsOfNode.computeIfPresent(actor.id().node(), (node, count) -> count == 1 ? null : count - 1);
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

    /** Tells a listener of all memberships of this node's actors, then of every change, without a gap between them. */
    public synchronized void subscribe(Listener listener) {
        for (var group : groups.values()) {
            for (var member : group.members()) {
                if (member.ref() instanceof ActorCell<?>) {
                    listener.joined(group.name(), member.ref());
                }
            }
        }
        listeners.add(listener);
    }

    /** Ends {@link #subscribe}. */
    public void unsubscribe(Listener listener) {
        listeners.remove(listener);
    }

    /** The names of the groups that an actor is a member of. */
    public synchronized List<String> groupsOf(ActorRef<?> actor) {
        var own = groupsOf.get(actor);
        return own == null ? List.of() : own.stream().map(Group::name).toList();
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
