package dev.microkernel.remote.link;

import dev.microkernel.actor.ActorId;
import dev.microkernel.cell.Kernel;
import dev.microkernel.remote.PeerInfo;
import dev.microkernel.remote.PeerInfo.Level;
import dev.microkernel.remote.PeerInfo.Traffic;
import dev.microkernel.remote.Refusal;
import dev.microkernel.wire.GoodbyeReason;
import dev.microkernel.wire.SystemMessage.CapsReply;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/** Which node has which link: at most one each. And what is remembered of nodes that have none just now. */
final class LinkTable {

    /** How long it is remembered what a node that is not connected has had and has not. */
    static final Duration MEMORY = Duration.ofMinutes(5);

    /** Of how many MK02 nodes something is remembered while they are not connected. */
    static final int REMEMBERED_MAX = 4096;

    /** Most identities that are banned. */
    static final int BANNED_MAX = 65_536;

    private final Kernel kernel;
    private final LocalNode self;
    private final Refusals refusals;
    private final Relays relays;

    /** Written under the lock. */
    private final ConcurrentHashMap<Integer, Link> byNode = new ConcurrentHashMap<>();

    /** The MK02 nodes that are remembered, by node id; guarded by the lock. */
    private final Map<Integer, Peer> remembered = new HashMap<>();

    private final Set<String> banned = ConcurrentHashMap.newKeySet();
    private boolean closed;

    /** What has passed on links that have ended; guarded by the lock. */
    private Traffic formerTraffic = Traffic.NONE;

    LinkTable(Kernel kernel, LocalNode self) {
        this.kernel = kernel;
        this.self = self;
        this.refusals = new Refusals(kernel.time());
        this.relays = new Relays(kernel, self);
    }

    Relays relays() {
        return relays;
    }

    Refusals refusals() {
        return refusals;
    }

    /** Takes the peer's node id for a link over a connection that the peer has opened. */
    synchronized Link claim(Greeting greeting) {
        var peer = greeting.peer();
        requireAdmissible(peer);
        requireNoStepDown(greeting);
        var holder = byNode.get(peer.nodeId());
        if (holder != null) {
            requireReplaceable(holder, greeting);
        }
        return take(greeting, false, holder);
    }

    /**
     * Takes the peer's node id for a link over a connection that this node has opened; or joins the link that there is
     * with that peer already.
     *
     * <p>Two nodes that mount each other at the same moment have two connections, of which one must go, and the same one
     * at both ends. If one node was answered before it was asked, it refuses the other connection, and all is well. If
     * both have answered, each holds the link that it accepted when its own connection is answered: then the node with the
     * lower id puts its own in that one's place, and the other, which holds that very connection, gives its own up.
     */
    synchronized Link claimOrJoin(Greeting greeting) {
        var peer = greeting.peer();
        requireAdmissible(peer);
        requireNoStepDown(greeting);
        var holder = byNode.get(peer.nodeId());
        if (holder == null) {
            return take(greeting, true, null);
        }
        if (!holder.name().equals(peer)) {
            requireReplaceable(holder, greeting);
            return take(greeting, true, holder);
        }
        boolean ownStays = Integer.compareUnsigned(self.name().nodeId(), peer.nodeId()) < 0
                && holder.wasAcceptedWithin(Greeter.TIMEOUT);
        return ownStays || holder.isSilent() ? take(greeting, true, holder) : holder;
    }

    /** Takes the id of a node that says no hello, which nothing makes room for. */
    synchronized Link claimAlone(Greeting greeting, boolean dialled) {
        requireAdmissible(greeting.peer());
        var holder = byNode.get(greeting.peer().nodeId());
        if (holder != null) {
            throw inUse(greeting.peer(), holder);
        }
        return take(greeting, dialled, null);
    }

    /** Only a link that has fallen silent makes room for the same node; one that is heard may be another node's. */
    private static void requireReplaceable(Link holder, Greeting greeting) {
        var peer = greeting.peer();
        if (holder.name().isSameNode(peer) && holder.level() == greeting.level() && holder.isSilent()) {
            return;
        }
        if (holder.name().equals(peer)) {
            throw new RefusedException(
                    Refusal.ID_IN_USE,
                    GoodbyeReason.CONNECTED,
                    "node " + peer.identity() + " has id " + peer.nodeId() + ", which is in use by " + holder
                            + ": it is connected already, or it must get another (mk-node --node-id, mk.node.id)");
        }
        throw inUse(peer, holder);
    }

    private static RefusedException inUse(NodeName peer, Link holder) {
        return new RefusedException(
                Refusal.ID_IN_USE,
                GoodbyeReason.ID_IN_USE,
                "node " + peer.identity() + " has id " + Integer.toUnsignedString(peer.nodeId())
                        + ", which is in use by " + holder
                        + "; give one of them another (mk-node --node-id, mk.node.id)");
    }

    private void requireAdmissible(NodeName peer) {
        requireOther(peer);
        if (banned.contains(peer.identity())) {
            throw new RefusedException(Refusal.BANNED, GoodbyeReason.BANNED, "node " + peer.identity() + " is banned");
        }
        if (closed) {
            throw new RefusedException(Refusal.HANDSHAKE, GoodbyeReason.STOPPING, "this node is stopping");
        }
        if (!byNode.containsKey(peer.nodeId())
                && byNode.size() >= self.settings().linksMax()) {
            throw new RefusedException(
                    Refusal.TOO_MANY,
                    GoodbyeReason.TOO_MANY,
                    "there are " + self.settings().linksMax() + " links, and no room for another");
        }
    }

    /**
     * Refuses a node by MK01 that is remembered to speak MK02: when a connection breaks before its hello is answered, that
     * looks as if the other end knew MK01 only.
     */
    private void requireNoStepDown(Greeting greeting) {
        var known = remembered.get(greeting.peer().nodeId());
        if (greeting.level() == Level.MK01 && known != null && known.name().isSameNode(greeting.peer())) {
            throw new RefusedException(
                    Refusal.LEGACY,
                    GoodbyeReason.VERSION,
                    "node " + greeting.peer() + " has spoken MK02 before, so that it is not mounted by MK01");
        }
    }

    /** Refuses a peer with this node's own id. */
    void requireOther(NodeName peer) {
        if (peer.nodeId() == self.name().nodeId()) {
            throw new RefusedException(
                    Refusal.ID_IN_USE,
                    GoodbyeReason.ID_IN_USE,
                    "node " + peer.identity() + " has this node's own id "
                            + Integer.toUnsignedString(peer.nodeId())
                            + "; give one of them another (mk-node --node-id, mk.node.id)");
        }
    }

    private Link take(Greeting greeting, boolean dialled, @Nullable Link holder) {
        if (holder != null) {
            // Its end takes away the names of its node: that has to be over before the new ones come.
            holder.close(
                    GoodbyeReason.CONNECTED,
                    holder.isSilent()
                            ? "it has come back over another connection"
                            : "both nodes mounted each other, and the other connection stays");
            if (!holder.ended().isDone()) {
                throw inUse(greeting.peer(), holder); // somebody else is just closing it
            }
        }
        var link = new Link(kernel, this, self, greeting, dialled, peerOf(greeting.peer()));
        byNode.put(link.name().nodeId(), link);
        return link;
    }

    /** What is remembered of that life of a node; of another one, nothing is from now on. */
    private Peer peerOf(NodeName name) {
        if (name.incarnation() == 0) {
            return new Peer(kernel, name, 0);
        }
        var known = remembered.get(name.nodeId());
        if (known != null && known.name().equals(name)) {
            return known;
        }
        if (known != null) {
            known.end("node " + known.name() + " has begun a new life");
        }
        var peer = new Peer(kernel, name, self.drawSession());
        remembered.put(name.nodeId(), peer);
        return peer;
    }

    /** A link has ended. Of an MK02 node something is remembered for a while. */
    void remove(Link link) {
        Peer forgotten = null;
        synchronized (this) {
            if (byNode.remove(link.name().nodeId(), link)) {
                formerTraffic = formerTraffic.plus(link.traffic());
            }
            if (remembered.size() - byNode.size() > REMEMBERED_MAX) {
                forgotten = link.peer();
                remembered.remove(link.name().nodeId(), forgotten);
            }
        }
        if (forgotten != null) {
            forgotten.end("too many nodes are not connected");
        } else if (link.name().incarnation() != 0) {
            var peer = link.peer();
            peer.forgetAt(kernel.time().schedule(MEMORY, () -> forgetIfUnlinked(peer)));
        }
    }

    private void forgetIfUnlinked(Peer peer) {
        synchronized (this) {
            if (byNode.containsKey(peer.name().nodeId())
                    || !remembered.remove(peer.name().nodeId(), peer)) {
                return;
            }
        }
        peer.end("node " + peer.name() + " has not come back within " + MEMORY.toMinutes() + " minutes");
    }

    // ---- operations

    /** The nodes connected now, by node id. */
    List<PeerInfo> peers() {
        return byNode.values().stream()
                .map(Link::info)
                .sorted(Comparator.comparing(PeerInfo::nodeId, Integer::compareUnsigned))
                .toList();
    }

    /** What has passed on all links together, also on those that have ended: the sums never go down. */
    synchronized Traffic traffic() {
        var all = formerTraffic;
        for (var link : byNode.values()) {
            all = all.plus(link.traffic());
        }
        return all;
    }

    /** The links with nodes of that name; there may be several if they are not authenticated. */
    List<Link> named(String identity) {
        return byNode.values().stream()
                .filter(link -> link.name().identity().equals(identity))
                .toList();
    }

    /** The link with that very node, or null. */
    @Nullable
    Link linkWith(NodeName peer) {
        var link = byNode.get(peer.nodeId());
        return link != null && link.name().isSameNode(peer) && !link.isClosed() ? link : null;
    }

    /** The actor with that id, if its node is connected; or null. */
    @Nullable
    RemoteRef<Object> find(ActorId actor) {
        var link = byNode.get(actor.node());
        return link == null || link.isClosed() ? null : link.ref(actor);
    }

    void ban(String identity) {
        synchronized (this) {
            if (banned.size() >= BANNED_MAX && !banned.contains(identity)) {
                throw new IllegalStateException("at most " + BANNED_MAX + " identities can be banned");
            }
            banned.add(identity);
        }
        named(identity).forEach(link -> link.close(GoodbyeReason.BANNED, "it is banned"));
    }

    boolean unban(String identity) {
        return banned.remove(identity);
    }

    Set<String> banned() {
        return Set.copyOf(banned);
    }

    /** Ends all links; there will be no others. Returns them. */
    List<Link> close() {
        List<Link> all;
        synchronized (this) {
            closed = true;
            all = new ArrayList<>(byNode.values());
        }
        all.forEach(link -> link.close(GoodbyeReason.STOPPING, "this node is stopping"));
        return all;
    }

    /** Ends all links without a word to anybody: this node is no more. */
    void crash() {
        synchronized (this) {
            closed = true;
        }
        byNode.values().forEach(Link::crash);
    }

    CapsReply caps() {
        return new CapsReply("""
                platform=jvm
                identity=%s
                node_id=%d
                wasm=0
                tls=%d
                http=0
                max_actors=%d
                actor_count=%d
                transports=tcp,unix,udp
                """.formatted(
                        self.name().identity(),
                        self.name().nodeId(),
                        self.settings().tls() == null ? 0 : 1,
                        Integer.MAX_VALUE,
                        kernel.actors()));
    }
}
