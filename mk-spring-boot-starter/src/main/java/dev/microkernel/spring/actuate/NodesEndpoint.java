package dev.microkernel.spring.actuate;

import dev.microkernel.codec.WireMessage;
import dev.microkernel.remote.Mount;
import dev.microkernel.remote.PeerInfo;
import dev.microkernel.remote.Refusal;
import dev.microkernel.system.ActorSystem;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.actuate.endpoint.Access;
import org.springframework.boot.actuate.endpoint.InvalidEndpointRequestException;
import org.springframework.boot.actuate.endpoint.annotation.Endpoint;
import org.springframework.boot.actuate.endpoint.annotation.ReadOperation;
import org.springframework.boot.actuate.endpoint.annotation.Selector;
import org.springframework.boot.actuate.endpoint.annotation.WriteOperation;
import org.springframework.boot.actuate.endpoint.web.WebEndpointResponse;

/**
 * {@code /actuator/nodes}: the nodes that are connected, those that ought to be, and what was refused of others. Nodes can
 * be connected, disconnected and banned only where {@code management.endpoint.nodes.access=unrestricted}.
 */
@Endpoint(id = "nodes", defaultAccess = Access.READ_ONLY)
public final class NodesEndpoint {

    private static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(10);
    private static final Duration ANSWER_TIMEOUT = Duration.ofSeconds(2);
    private static final int STATUS_BAD_GATEWAY = 502;
    private static final int STATUS_GATEWAY_TIMEOUT = 504;

    private final ActorSystem system;

    /** For the links of one system. */
    public NodesEndpoint(ActorSystem system) {
        this.system = system;
    }

    /** What can be done about a node. */
    public enum Action {
        /** The links with nodes of that name end; they, and this node's mounts, may come again. */
        DISCONNECT,
        /** The same, and no other link with a node of that name comes about. */
        BAN,
        /** It may come again. */
        UNBAN
    }

    /** What there is to see of one node. */
    public enum View {
        /** What a device gives of figures. */
        METRICS
    }

    /** All of them. */
    @ReadOperation
    public Nodes nodes() {
        return new Nodes(
                new Self(
                        system.nodeId(),
                        system.identity(),
                        system.addresses().stream().map(String::valueOf).toList()),
                system.peers(),
                system.mounts().stream().map(Mounted::of).toList(),
                new TreeSet<>(system.banned()),
                system.refusedConnections(),
                new TreeMap<>(system.refusals()));
    }

    /** The connected nodes of one name, of which there may be several if they are not authenticated; 404 if none. */
    @ReadOperation
    public @Nullable List<PeerInfo> node(@Selector String identity) {
        var peers = system.peers().stream()
                .filter(peer -> peer.identity().equals(identity))
                .toList();
        return peers.isEmpty() ? null : peers;
    }

    /**
     * What a device says of itself; 404 if no node of that name offers it. 504 with the reason if it does not answer in time,
     * 502 if what it answers makes no sense.
     */
    @ReadOperation
    public WebEndpointResponse<Object> view(@Selector String identity, @Selector View view) {
        var path = "/node/" + identity + "/" + view.name().toLowerCase(Locale.ROOT);
        var actor = system.registry().lookup(path);
        if (actor.isEmpty()) {
            return new WebEndpointResponse<>(WebEndpointResponse.STATUS_NOT_FOUND);
        }
        try {
            var answer = actor.get()
                    .ask(DeviceMetrics.QUESTION, WireMessage.class, ANSWER_TIMEOUT)
                    .join();
            return new WebEndpointResponse<>(DeviceMetrics.of(answer), WebEndpointResponse.STATUS_OK);
        } catch (CompletionException silent) {
            return failure(path, silent, STATUS_GATEWAY_TIMEOUT);
        } catch (IllegalArgumentException senseless) {
            return failure(path, senseless, STATUS_BAD_GATEWAY);
        }
    }

    private static WebEndpointResponse<Object> failure(String of, Exception failure, int status) {
        var cause = failure.getCause() == null ? failure : failure.getCause();
        return new WebEndpointResponse<>(new Failure(of, String.valueOf(cause.getMessage())), status);
    }

    /**
     * Connects a node, once; it is not mounted again if the link is lost. 502 if it cannot be.
     *
     * @param address host:port
     */
    @WriteOperation
    public WebEndpointResponse<Object> connect(String address) {
        var where = address(address);
        try {
            var peer = system.connect(where)
                    .orTimeout(CONNECT_TIMEOUT.toMillis(), TimeUnit.MILLISECONDS)
                    .join();
            return new WebEndpointResponse<>(peer, WebEndpointResponse.STATUS_OK);
        } catch (CompletionException failed) {
            var cause = failed.getCause() == null ? failed : failed.getCause();
            var text = cause.getMessage() == null ? "no answer within " + CONNECT_TIMEOUT : cause.getMessage();
            return new WebEndpointResponse<>(new Failure(address, text), STATUS_BAD_GATEWAY);
        }
    }

    private static InetSocketAddress address(String text) {
        try {
            return NodeAddress.parse(text);
        } catch (IllegalArgumentException wrong) {
            var problem = wrong.getMessage() + " address=" + text;
            throw new InvalidEndpointRequestException(problem, problem);
        }
    }

    /** Does something about the nodes of one name; 404 if there are none. A name can be banned beforehand. */
    @WriteOperation
    public WebEndpointResponse<Void> change(@Selector String identity, Action action) {
        boolean known = switch (action) {
            case DISCONNECT -> system.disconnect(identity) > 0;
            case UNBAN -> system.unban(identity);
            case BAN -> {
                ban(identity);
                yield true;
            }
        };
        return new WebEndpointResponse<>(
                known ? WebEndpointResponse.STATUS_NO_CONTENT : WebEndpointResponse.STATUS_NOT_FOUND);
    }

    private void ban(String identity) {
        try {
            system.ban(identity);
        } catch (IllegalStateException full) {
            var text = String.valueOf(full.getMessage());
            throw new InvalidEndpointRequestException(text, text);
        }
    }

    /**
     * This node and the others.
     *
     * @param node this one, and where others can mount it
     * @param peers the nodes that are connected
     * @param mounts the nodes that are kept mounted, connected now or not
     * @param banned the names that are banned
     * @param refusedConnections how many connections of others were refused
     * @param refusals how often what was refused
     */
    public record Nodes(
            Self node,
            List<PeerInfo> peers,
            List<Mounted> mounts,
            Set<String> banned,
            long refusedConnections,
            Map<Refusal, Long> refusals) {}

    /** This node. */
    public record Self(int id, String identity, List<String> addresses) {}

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

    /** Why a node could not be connected. */
    public record Failure(String address, String error) {}
}
