package dev.microkernel.spring.actuate;

import dev.microkernel.actor.ActorInfo;
import dev.microkernel.actor.ActorRef;
import dev.microkernel.actor.DeadLetter;
import dev.microkernel.actor.FailureInfo;
import dev.microkernel.actor.MailboxInfo;
import dev.microkernel.system.ActorSystem;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.slf4j.event.Level;
import org.springframework.boot.actuate.endpoint.Access;
import org.springframework.boot.actuate.endpoint.InvalidEndpointRequestException;
import org.springframework.boot.actuate.endpoint.annotation.DeleteOperation;
import org.springframework.boot.actuate.endpoint.annotation.Endpoint;
import org.springframework.boot.actuate.endpoint.annotation.ReadOperation;
import org.springframework.boot.actuate.endpoint.annotation.Selector;
import org.springframework.boot.actuate.endpoint.annotation.WriteOperation;
import org.springframework.boot.actuate.endpoint.web.WebEndpointResponse;

/**
 * {@code /actuator/actors}: the tree of actors with their mailboxes and restarts, and what became of lost messages. Actors
 * can be stopped, restarted, suspended and made to log more only where {@code management.endpoint.actors.access=unrestricted}.
 */
@Endpoint(id = "actors", defaultAccess = Access.READ_ONLY)
public final class ActorsEndpoint {

    /** How many actors of the tree are shown unless somebody asks for more or less. */
    static final int SHOWN_DEFAULT = 1_000;

    /** Most actors that are shown. */
    static final int SHOWN_MAX = 100_000;

    /** In the place of a log level: the actor's own is taken back. */
    private static final String INHERIT = "inherit";

    private final ActorSystem system;

    /** For the actors of one system. */
    public ActorsEndpoint(ActorSystem system) {
        this.system = system;
    }

    /** What can be done with an actor. */
    public enum Action {
        /** It begins afresh, as after a failure. */
        RESTART,
        /** It handles no messages; they wait. */
        SUSPEND,
        /** It goes on. */
        RESUME,
        /** It ends, children first; no other takes its place. */
        STOP
    }

    /**
     * The tree, and the newest dead letters.
     *
     * @param limit most actors of it, those near the root first; 1,000 if null
     */
    @ReadOperation
    public Actors actors(@Nullable Integer limit) {
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
                new Letters(letters.total(), byReason, letters.newest()),
                ActorSummary.all(system.inspect(shown(limit)).children()));
    }

    private static int shown(@Nullable Integer limit) {
        int shown = limit == null ? SHOWN_DEFAULT : limit;
        if (shown < 0 || shown > SHOWN_MAX) {
            throw new InvalidEndpointRequestException(
                    "limit must be 0.." + SHOWN_MAX + ", limit=" + shown, "limit must be 0.." + SHOWN_MAX);
        }
        return shown;
    }

    /**
     * One actor in depth, with what is below it; null, and so 404, if there is none.
     *
     * @param path the segments of its path
     * @param limit most actors below it; 1,000 if null
     */
    @ReadOperation
    public @Nullable ActorDetails actor(
            @Selector(match = Selector.Match.ALL_REMAINING) String[] path, @Nullable Integer limit) {
        int shown = shown(limit);
        return find(path).map(actor -> details(actor, shown)).orElse(null);
    }

    private Optional<ActorRef<?>> find(String... path) {
        return system.find("/" + String.join("/", path));
    }

    private ActorDetails details(ActorRef<?> actor, int shown) {
        var info = system.inspect(actor, shown);
        return new ActorDetails(
                new Actor(
                        info.path(),
                        info.type(),
                        info.state(),
                        info.mailbox(),
                        system.logLevel(actor).orElse(null),
                        info.restarts(),
                        info.lastFailure(),
                        info.failures(),
                        info.childCount(),
                        ActorSummary.all(info.children())),
                system.deadLetters().newest().stream()
                        .filter(letter -> letter.receiver().equals(info.path()))
                        .toList());
    }

    /**
     * Does something with an actor, gives it a log level of its own, or both; 404 if there is no such actor. It is told, and
     * does so soon.
     *
     * @param action what to do, or null
     * @param logLevel {@code error} to {@code trace}, or {@code inherit} to take it back; null to leave it as it is
     */
    @WriteOperation
    public WebEndpointResponse<Void> change(
            @Selector(match = Selector.Match.ALL_REMAINING) String[] path,
            @Nullable Action action,
            @Nullable String logLevel) {
        if (action == null && logLevel == null) {
            throw new InvalidEndpointRequestException(
                    "one of action and logLevel is required", "one of action and logLevel is required");
        }
        var level = level(logLevel);
        var found = find(path);
        found.ifPresent(actor -> {
            if (logLevel != null) {
                system.setLogLevel(actor, level);
            }
            if (action != null) {
                change(actor, action);
            }
        });
        return answer(found);
    }

    private static @Nullable Level level(@Nullable String name) {
        if (name == null || name.equalsIgnoreCase(INHERIT)) {
            return null;
        }
        try {
            return Level.valueOf(name.toUpperCase(Locale.ROOT));
        } catch (IllegalArgumentException unknown) {
            var text = "logLevel must be error, warn, info, debug, trace or inherit, logLevel=" + name;
            throw new InvalidEndpointRequestException(text, text);
        }
    }

    private void change(ActorRef<?> actor, Action action) {
        switch (action) {
            case RESTART -> system.restart(actor);
            case SUSPEND -> system.suspend(actor);
            case RESUME -> system.resume(actor);
            case STOP -> system.stop(actor);
        }
    }

    /** Stops an actor, children first; 404 if there is no such actor. */
    @DeleteOperation
    public WebEndpointResponse<Void> stop(@Selector(match = Selector.Match.ALL_REMAINING) String[] path) {
        var found = find(path);
        found.ifPresent(system::stop);
        return answer(found);
    }

    private static WebEndpointResponse<Void> answer(Optional<?> found) {
        return new WebEndpointResponse<>(
                found.isPresent() ? WebEndpointResponse.STATUS_NO_CONTENT : WebEndpointResponse.STATUS_NOT_FOUND);
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
            List<ActorSummary> actors) {}

    /** This node among others. */
    public record Node(int id, String identity) {}

    /** How many messages reached nobody, and why; and the newest of them, oldest first. */
    public record Letters(long total, Map<DeadLetter.Reason, Long> byReason, List<DeadLetter> newest) {}

    /** One actor, and the dead letters of late that were meant for it. */
    public record ActorDetails(Actor actor, List<DeadLetter> deadLetters) {}

    /**
     * One actor in depth.
     *
     * @param logLevel its own log level; null if it has none
     * @param failures its last failures with their stacks, oldest first
     */
    public record Actor(
            String path,
            String type,
            ActorInfo.State state,
            MailboxInfo mailbox,
            @Nullable Level logLevel,
            int restarts,
            @Nullable String lastFailure,
            List<FailureInfo> failures,
            int childCount,
            List<ActorSummary> children) {}
}
