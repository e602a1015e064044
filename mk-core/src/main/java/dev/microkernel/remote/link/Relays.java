package dev.microkernel.remote.link;

import dev.microkernel.actor.ActorId;
import dev.microkernel.cell.Kernel;
import dev.microkernel.remote.LinkSettings;
import dev.microkernel.wire.Names;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What makes this node a gateway: names of those peers that the settings say are told to the other peers, as paths below
 * {@code /node/<identity>/} and with ids of this node.
 *
 * <p>Such a path names every node on the way, and that is what prevents loops, as the AS path does in BGP (RFC 4271, 9.1.2):
 * none is passed on that has this node in it, none to a node that is in it, and none of more than {@value #HOPS_MAX} nodes.
 * A relay's target never changes, so a message takes no other way than the name did.
 */
final class Relays {

    /** Most nodes in a path that is passed on. */
    static final int HOPS_MAX = 4;

    /** Most senders of others that can be answered; beyond that the one that was silent longest cannot. */
    static final int SENDERS_MAX = 65_536;

    private final Kernel kernel;
    private final String self;
    private final LinkSettings settings;

    /** By the link that they lead to, and by path; guarded by this, as is all that follows. */
    private final Map<Link, Map<String, RelayRef>> byLink = new LinkedHashMap<>();

    /** One relay of each actor that has any. */
    private final Map<RemoteRef<?>, RelayRef> byActor = new HashMap<>();

    private final Set<Link> listeners = new LinkedHashSet<>();

    /** For those who have sent something, the latest last. */
    private final Map<RemoteRef<?>, RelayRef> senders = new LinkedHashMap<>(16, 0.75f, true);

    Relays(Kernel kernel, LocalNode self) {
        this.kernel = kernel;
        this.self = self.name().identity();
        this.settings = self.settings();
    }

    // ---- names

    /** Tells a link of all that is relayed, then of every change. */
    synchronized void subscribe(Link link) {
        if (settings.relayed().isEmpty()) {
            return;
        }
        listeners.add(link);
        tellAgain(link);
        if (link.isClosed()) {
            listeners.remove(link); // closed before it was added, so nobody else does this
        }
    }

    /** Tells a link once more of all that is relayed. */
    synchronized void tellAgain(Link link) {
        byLink.forEach((to, relays) -> relays.forEach((path, relay) -> tell(link, to, path, relay)));
    }

    /** A peer has registered a name. */
    synchronized void learnt(Link link, String name, RemoteRef<Object> actor) {
        if (!settings.relays(link.name().identity()) || link.isClosed()) {
            return;
        }
        var path = Names.pathBelow(link.name().identity(), name);
        var nodes = nodesIn(path);
        if (nodes.size() > HOPS_MAX || nodes.contains(self) || Names.violation(path) != null) {
            return;
        }
        var own = byLink.computeIfAbsent(link, missing -> new HashMap<>());
        var former = own.get(path);
        boolean stays = former != null && former.target().equals(actor);
        boolean hasNoPlace = former == null && (own.size() >= Link.NAMES_MAX || isTaken(path));
        if (stays || hasNoPlace) {
            return;
        }
        var relay = new RelayRef(kernel, this, actor, path);
        own.put(path, relay);
        byActor.put(actor, relay);
        if (former != null) {
            unindex(own, former);
            former.end();
        }
        listeners.forEach(listener -> tell(listener, link, path, relay));
    }

    /** Whether others know that path through this node already. */
    private boolean isTaken(String path) {
        return kernel.registry()
                        .lookup(path)
                        .filter(actor -> actor.id().node() == kernel.nodeId())
                        .isPresent()
                || byLink.values().stream().anyMatch(relays -> relays.containsKey(path));
    }

    /** A peer has taken a name back. */
    synchronized void forgotten(Link link, String name) {
        var own = byLink.get(link);
        var path = Names.pathBelow(link.name().identity(), name);
        var relay = own == null ? null : own.remove(path);
        if (own != null && relay != null) {
            unindex(own, relay);
            end(link, path, relay);
        }
    }

    /** Has another relay of the same actor, one under another name, take the place of that one, if there is any. */
    private void unindex(Map<String, RelayRef> own, RelayRef relay) {
        var actor = relay.target();
        if (byActor.remove(actor, relay)) {
            own.values().stream()
                    .filter(other -> other.target().equals(actor))
                    .findFirst()
                    .ifPresent(other -> byActor.put(actor, other));
        }
    }

    /** A link has ended. */
    synchronized void ended(Link link) {
        listeners.remove(link);
        var own = byLink.remove(link);
        if (own != null) {
            own.forEach((path, relay) -> {
                byActor.remove(relay.target());
                end(link, path, relay);
            });
        }
        senders.values().removeIf(relay -> {
            boolean ends = relay.target().isStopped();
            if (ends) {
                relay.end();
            }
            return ends;
        });
    }

    private void end(Link to, String path, RelayRef relay) {
        relay.end();
        for (var listener : listeners) {
            if (isFor(listener, to, path)) {
                listener.unrelayed(path);
            }
        }
    }

    private static void tell(Link listener, Link to, String path, RelayRef relay) {
        if (isFor(listener, to, path)) {
            listener.relayed(path, relay);
        }
    }

    /** A node is not told what it has told, nor what leads through itself. */
    private static boolean isFor(Link listener, Link to, String path) {
        return listener != to && !nodesIn(path).contains(listener.name().identity());
    }

    /** The nodes on the way to an actor, the nearest first: {@code /node/gateway/node/kitchen/echo} has two. */
    static List<String> nodesIn(String path) {
        var nodes = new ArrayList<String>();
        var rest = path;
        for (var node = Names.nodeIn(rest); node != null; node = Names.nodeIn(rest)) {
            nodes.add(node);
            rest = rest.substring(Names.pathBelow(node, "").length() - 1);
        }
        return nodes;
    }

    // ---- messages

    /** Under which id of this node an actor of one peer sends to another: under that by which it is known, if it has a name. */
    ActorId sourceFor(RemoteRef<?> sender) {
        if (sender.id().sequence() == 0) {
            return ActorId.NONE;
        }
        RelayRef eldest = null;
        RelayRef relay;
        synchronized (this) {
            relay = relayOf(sender);
            if (relay == null) {
                relay = new RelayRef(kernel, this, sender.untyped(), "relay of " + sender.path());
                senders.put(sender, relay);
                eldest = eldestBeyondTheBound();
            }
        }
        if (eldest != null) {
            eldest.end();
        }
        return relay.id();
    }

    /** Under which relay others know an actor, one by name or one that has sent something; or null. */
    synchronized @Nullable RelayRef relayOf(RemoteRef<?> actor) {
        var named = byActor.get(actor);
        return named == null ? senders.get(actor) : named;
    }

    private @Nullable RelayRef eldestBeyondTheBound() {
        if (senders.size() <= SENDERS_MAX) {
            return null;
        }
        var all = senders.values().iterator();
        var eldest = all.next();
        all.remove();
        return eldest;
    }
}
