package dev.microkernel.spring.actuate;

import dev.microkernel.actor.ActorInfo;
import dev.microkernel.actor.DeadLetter;
import dev.microkernel.remote.Mount;
import dev.microkernel.remote.PeerInfo;
import dev.microkernel.remote.Refusal;
import dev.microkernel.system.ActorSystem;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.actuate.endpoint.annotation.Endpoint;
import org.springframework.boot.actuate.endpoint.annotation.ReadOperation;
import org.springframework.boot.actuate.endpoint.annotation.Selector;

/** {@code /actuator/actors}: the tree of actors with their mailboxes and restarts, and what became of lost messages. */
@Endpoint(id = "actors")
public final class ActorsEndpoint {

    private final ActorSystem system;

    /** For the actors of one system. */
    public ActorsEndpoint(ActorSystem system) {
        this.system = system;
    }

    /** The whole tree. */
    @ReadOperation
    public Actors actors() {
        var letters = system.deadLetters();
        var byReason = new TreeMap<DeadLetter.Reason, Long>();
        for (var reason : DeadLetter.Reason.values()) {
            byReason.put(reason, letters.count(reason));
        }
        return new Actors(
                new Node(system.nodeId(), system.identity()),
                system.actors(),
                system.restarts(),
                system.givenUp(),
                system.killed(),
                system.unhandled(),
                new Letters(letters.total(), byReason),
                system.refusedConnections(),
                system.refusals(),
                system.peers(),
                system.mounts().stream().map(Mounted::of).toList(),
                system.inspect().children());
    }

    /**
     * One actor with all below it, and the dead letters that were meant for it; null, and so 404, if there is none.
     *
     * @param path the segments of its path
     */
    @ReadOperation
    public @Nullable Actor actor(@Selector(match = Selector.Match.ALL_REMAINING) String[] path) {
        var wanted = "/" + String.join("/", path);
        return system.inspect()
                .withDescendants()
                .filter(actor -> actor.path().equals(wanted))
                .findFirst()
                .map(actor -> new Actor(
                        actor,
                        system.deadLetters().newest().stream()
                                .filter(letter -> letter.receiver().equals(wanted))
                                .toList()))
                .orElse(null);
    }

    /**
     * The whole system.
     *
     * @param count how many actors there are
     * @param restarts how many restarts there were
     * @param givenUp how many actors failed so often that they were stopped for good
     * @param killed how many did not let go in time and were declared dead
     * @param unhandled how many messages actors had no use for
     * @param deadLetters messages that reached nobody
     * @param refusedConnections connections of other nodes that were refused
     * @param refusals how often what was refused
     * @param peers the nodes connected now
     * @param mounts the nodes that are kept mounted, connected now or not
     * @param actors the tree
     */
    public record Actors(
            Node node,
            long count,
            long restarts,
            long givenUp,
            long killed,
            long unhandled,
            Letters deadLetters,
            long refusedConnections,
            Map<Refusal, Long> refusals,
            List<PeerInfo> peers,
            List<Mounted> mounts,
            List<ActorInfo> actors) {}

    /** A node that is kept mounted: where, whether it is connected now, and why the last attempt or link has ended. */
    public record Mounted(
            List<String> addresses,
            boolean connected,
            @Nullable String lastError) {

        static Mounted of(Mount mount) {
            return new Mounted(
                    mount.addresses().stream().map(String::valueOf).toList(),
                    mount.peer().isPresent(),
                    mount.lastError().orElse(null));
        }
    }

    /** This node among others. */
    public record Node(int id, String identity) {}

    /** How many messages reached nobody, and why. */
    public record Letters(long total, Map<DeadLetter.Reason, Long> byReason) {}

    /** One actor in depth. */
    public record Actor(ActorInfo actor, List<DeadLetter> deadLetters) {}
}
