package dev.microkernel.cell;

import dev.microkernel.actor.ActorRef;
import dev.microkernel.actor.NameChange;
import dev.microkernel.actor.Registry;
import dev.microkernel.actor.Routing;
import dev.microkernel.actor.Topic;
import dev.microkernel.wire.Names;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.function.Function;

/** Everything of a node that actors are entered in, and the one place where those that have ended are taken out again. */
public final class NodeRegistry implements Registry {

    private final Kernel kernel;
    private final NameTable names;
    private final GroupTable groups;

    NodeRegistry(Kernel kernel) {
        this.kernel = kernel;
        this.names = new NameTable(kernel);
        this.groups = new GroupTable(kernel);
    }

    /** Names, also for the links, which tell them to other nodes and learn theirs. */
    public NameTable names() {
        return names;
    }

    /** Groups, also for the links, which tell other nodes who of this node is a member, and learn who of theirs. */
    public GroupTable groups() {
        return groups;
    }

    /** Whether an actor is entered in anything. */
    boolean knows(ActorRef<?> actor) {
        return names.knows(actor) || groups.knows(actor);
    }

    /** Takes an actor of this node that has ended out of everything. Most are in nothing, and end without a lock. */
    void drop(ActorCell<?> cell) {
        if (knows(cell)) {
            names.drop(cell);
            groups.drop(cell);
        }
    }

    /** Takes the actors of a node out of everything: the link to it has closed. */
    public void forgetNode(int node) {
        names.forgetNode(node);
        groups.forgetNode(node);
    }

    @Override
    public boolean register(String name, ActorRef<?> actor) {
        return names.register(name, actor);
    }

    @Override
    public boolean unregister(String name) {
        return names.unregister(name);
    }

    @Override
    public boolean unregister(String name, ActorRef<?> holder) {
        return names.unregister(name, holder);
    }

    @Override
    public Optional<ActorRef<Object>> lookup(String name) {
        return names.lookup(name);
    }

    @Override
    public SortedSet<String> namesOf(ActorRef<?> actor) {
        return names.namesOf(actor);
    }

    @Override
    public SortedMap<String, ActorRef<Object>> list(String prefix) {
        return names.list(prefix);
    }

    @Override
    public <M> void watch(String prefix, ActorRef<M> watcher, Function<? super NameChange, ? extends M> as) {
        names.watch(prefix, watcher, as);
    }

    @Override
    public boolean unwatch(String prefix, ActorRef<?> watcher) {
        return names.unwatch(prefix, watcher);
    }

    @Override
    public boolean join(String group, ActorRef<?> actor) {
        return groups.join(group, actor);
    }

    @Override
    public boolean leave(String group, ActorRef<?> actor) {
        return groups.leave(group, actor);
    }

    @Override
    public List<ActorRef<Object>> members(String group) {
        return groups.members(group);
    }

    @Override
    public SortedSet<String> groups(String prefix) {
        return groups.names(prefix);
    }

    @Override
    public <M> ActorRef<M> group(String group, Routing<M> routing) {
        Names.requireWellFormed(group);
        return new RouterRef<>(kernel, groups, group, routing);
    }

    @Override
    public <M> Topic<M> topic(String name) {
        Names.requireWellFormed(name);
        return new GroupTopic<>(kernel, groups, name);
    }
}
