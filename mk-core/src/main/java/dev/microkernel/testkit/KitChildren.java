package dev.microkernel.testkit;

import dev.microkernel.actor.ActorRef;
import dev.microkernel.actor.ActorSpec;
import dev.microkernel.actor.ExitReason;
import dev.microkernel.wire.Names;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SequencedMap;
import org.jspecify.annotations.Nullable;

/** The children of the behaviour under test: inboxes in their place. One is a child until its end is played. */
final class KitChildren {

    private static final String UNNAMED_PREFIX = "$";

    private final KitScene scene;
    private final String parent;
    private final SequencedMap<String, TestInbox<Object>> byName = new LinkedHashMap<>();

    /** Also those that have ended, for what the test wants to see of them. */
    private final Map<String, TestInbox<Object>> everNamed = new LinkedHashMap<>();

    private int unnamed;
    private boolean closed;

    KitChildren(KitScene scene, String parent) {
        this.scene = scene;
        this.parent = parent;
    }

    TestInbox<Object> add(@Nullable String givenName, ActorSpec<?> spec) {
        var name = givenName == null ? UNNAMED_PREFIX + (unnamed + 1) : givenName;
        if (givenName != null) {
            requireFree(givenName);
        }
        if (closed) {
            throw new IllegalStateException(
                    "no child can be started: the parent is stopping, parent=" + parent + ", child=" + name);
        }
        if (givenName == null) {
            unnamed++;
        }
        var child = new TestInbox<Object>(parent, name);
        byName.put(name, child);
        everNamed.put(name, child);
        scene.record(new Effect.Spawned(name, spec));
        return child;
    }

    private void requireFree(String name) {
        if (name.indexOf('/') >= 0) {
            throw new IllegalArgumentException("name of an actor must not contain '/', value='" + name + "'");
        }
        if (name.startsWith(UNNAMED_PREFIX)) {
            throw new IllegalArgumentException("name of an actor must not begin with '" + UNNAMED_PREFIX
                    + "', which stands for actors without a name, value='" + name + "'");
        }
        Names.requireWellFormed(name);
        if (byName.containsKey(name)) {
            throw new IllegalArgumentException("a child of that name exists; choose another or wait until it has"
                    + " stopped, parent=" + parent + ", child=" + name);
        }
    }

    List<ActorRef<?>> refs() {
        return byName.values().stream().<ActorRef<?>>map(TestInbox::ref).toList();
    }

    TestInbox<Object> inbox(String name) {
        var child = everNamed.get(name);
        if (child == null) {
            throw new AssertionError("expected a child named " + name + ", got " + Texts.keys(everNamed.keySet()));
        }
        return child;
    }

    boolean contains(ActorRef<?> actor) {
        return refs().contains(actor);
    }

    void stop(ActorRef<?> child, ExitReason reason) {
        if (!contains(child)) {
            throw new IllegalArgumentException(
                    "an actor can stop its own children only, actor=" + parent + ", told to stop=" + child.path());
        }
        scene.record(new Effect.Stopped(child, reason));
    }

    void ended(ActorRef<?> child) {
        byName.values().removeIf(inbox -> inbox.ref().equals(child));
    }

    /** The youngest first. */
    void stopAll() {
        byName.sequencedValues()
                .reversed()
                .forEach(child -> scene.record(new Effect.Stopped(child.ref(), new ExitReason.Stopped())));
        byName.clear();
    }

    /** No child can be added from now on. */
    void close() {
        closed = true;
    }
}
