package dev.microkernel.spring.bean;

import dev.microkernel.actor.ActorRef;
import dev.microkernel.actor.ActorSpec;
import dev.microkernel.actor.AskException;
import dev.microkernel.actor.Behavior;
import dev.microkernel.actor.DeadLetter;
import dev.microkernel.actor.Strategy;
import dev.microkernel.actor.SupervisorSpec;
import dev.microkernel.actor.Verdict;
import dev.microkernel.mailbox.Delivery;
import dev.microkernel.mailbox.MailboxSpec;
import dev.microkernel.spring.ActorKey;
import dev.microkernel.spring.KeyedActors;
import dev.microkernel.supervision.Intensity;
import dev.microkernel.supervision.RestartStrategy;
import dev.microkernel.system.ActorSystem;
import dev.microkernel.wire.Names;
import java.time.Duration;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BiFunction;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Actors by key under one supervisor, which does nothing but start them: what they are sent goes straight to their mailboxes.
 *
 * <p>Each key that is in use has a {@link KeyedSeat} in a map, and for each seat the supervisor is asked once to start an actor.
 * A seat is for one actor; when that has ended and messages wait, another seat takes its place.
 */
final class KeyedFamily implements KeyedActors<Object> {

    /** To the supervisor: start the actor of this seat. */
    private record Start(KeyedSeat seat) {}

    /** How often one of them may fail, delays included, before it is given up. */
    private static final RestartStrategy RESTARTS =
            RestartStrategy.oneForOne().withIntensityPerChild(new Intensity(10, Duration.ofMinutes(5)));

    /**
     * What is done about an actor that fails too often: it is given up alone, where a supervisor would fail and take the
     * others with it. Keys have nothing to do with each other.
     */
    private static final Strategy EACH_ALONE = (exit, all, own, nowNanos, chance) -> {
        var decision = RESTARTS.decide(exit, all, own, nowNanos, chance);
        return decision.verdict() instanceof Verdict.Escalate
                ? new Strategy.Decision(new Verdict.Stop(), all, own)
                : decision;
    };

    private final ActorSystem system;
    private final String path;
    private final ActorSettings.Keys keys;
    private final int room;
    private final BiFunction<ActorKey, KeyedSeat, ActorSpec<Object>> specs;
    private final ConcurrentHashMap<String, KeyedSeat> seats = new ConcurrentHashMap<>();

    /** How many seats there are or are being added: the map's own size lags behind. */
    private final AtomicInteger taken = new AtomicInteger();

    private @Nullable ActorRef<Object> supervisor;

    /** The supervisor whose end is waited for. Only in its turns. */
    private @Nullable ActorRef<Object> monitored;

    /**
     * Without actors.
     *
     * @param path of the supervisor
     * @param room how many messages may wait for an actor that has not begun: no more than its mailbox holds
     * @param specs makes the specification of the actor of a key; called in the supervisor's turn
     */
    KeyedFamily(
            ActorSystem system,
            String path,
            ActorSettings.Keys keys,
            int room,
            BiFunction<ActorKey, KeyedSeat, ActorSpec<Object>> specs) {
        this.system = system;
        this.path = path;
        this.keys = keys;
        this.room = room;
        this.specs = specs;
    }

    /** The supervisor's reference; before the first message. */
    void startedBy(ActorRef<Object> reference) {
        supervisor = reference;
    }

    /**
     * The supervisor.
     *
     * @param begun told of its own reference when it begins
     */
    ActorSpec<Object> supervisor(Consumer<ActorRef<Object>> begun) {
        return ActorSpec.<Object>of(context -> {
                    begun.accept(context.self());
                    monitor(context.self());
                    return message -> {
                        if (!(message instanceof Start(var seat))) {
                            return Behavior.unhandled();
                        }
                        seat.start(() -> context.spawn(seat.key().value(), specs.apply(seat.key(), seat)));
                        return Behavior.same();
                    };
                })
                .withType("supervisor")
                .withMailbox(MailboxSpec.bounded(keys.max()))
                .withSupervisor(SupervisorSpec.of(EACH_ALONE));
    }

    /** With the supervisor ends the prospect of everybody who waits to be started by it. */
    private void monitor(ActorRef<Object> self) {
        if (!self.equals(monitored)) {
            monitored = self;
            var _ = system.monitor(self)
                    .whenComplete((reason, cancelled) ->
                            seats.values().forEach(seat -> seat.refuse("its supervisor, " + path + ", has stopped")));
        }
    }

    @Override
    public ActorRef<Object> get(String key) {
        var violation = key.indexOf('/') >= 0 || key.startsWith("$")
                ? "key must not contain '/' nor begin with '$', value='" + key + "'"
                : Names.violation(key);
        if (violation != null) {
            throw new IllegalArgumentException("a key is the name of an actor: " + violation);
        }
        return new KeyedRef(this, key);
    }

    @Override
    public SortedSet<String> keys() {
        return new TreeSet<>(seats.keySet());
    }

    @Override
    public int size() {
        return seats.size();
    }

    @Override
    public boolean stop(String key) {
        var seat = seats.get(key);
        var actor = seat == null ? null : seat.actor();
        if (actor == null) {
            return false;
        }
        system.stop(actor);
        return true;
    }

    // ---- for references

    String pathOf(String key) {
        return path + "/" + key;
    }

    /** The actor of a key, or null if it does not run. */
    @Nullable
    ActorRef<Object> running(String key) {
        var seat = seats.get(key);
        return seat == null ? null : seat.actor();
    }

    Delivery tell(String key, Object message, @Nullable ActorRef<?> sender) {
        while (true) {
            var seat = seat(key);
            if (seat == null) {
                system.deadLetters().add(DeadLetter.Reason.FULL, pathOf(key), sender, message, full());
                return Delivery.REFUSED_FULL;
            }
            var delivery = seat.tell(message, sender);
            if (delivery != null) {
                return delivery;
            }
            // The seat has opened, or has been given up and replaced, since it was looked at: nobody spins.
        }
    }

    <R> CompletableFuture<R> ask(String key, Object message, Class<R> replyType, Duration timeout) {
        while (true) {
            var seat = seat(key);
            if (seat == null) {
                system.deadLetters().add(DeadLetter.Reason.FULL, pathOf(key), null, message, full());
                return CompletableFuture.failedFuture(new AskException(
                        AskException.Kind.REFUSED_FULL, pathOf(key) + " was not asked: " + full(), null));
            }
            var reply = seat.ask(message, replyType, timeout);
            if (reply != null) {
                return reply;
            }
        }
    }

    private String full() {
        return "there are actors for " + keys.max() + " keys, as many as may be";
    }

    /** The seat of a key, a new one if there is none; null if there are as many as may be. */
    private @Nullable KeyedSeat seat(String key) {
        var known = seats.get(key);
        if (known != null) {
            return known;
        }
        if (taken.incrementAndGet() > keys.max()) {
            taken.decrementAndGet();
            return seats.get(key);
        }
        var fresh = newSeat(key);
        var other = seats.putIfAbsent(key, fresh);
        if (other != null) {
            taken.decrementAndGet();
            return other;
        }
        request(fresh);
        return fresh;
    }

    private KeyedSeat newSeat(String key) {
        var waiting = new WaitingRoom<>(system, pathOf(key), room);
        return new KeyedSeat(this, system, new ActorKey(key), keys.idleTimeout(), waiting);
    }

    private void request(KeyedSeat seat) {
        var starter = supervisor;
        var delivery = starter == null ? Delivery.REFUSED_STOPPED : starter.tell(new Start(seat));
        if (delivery != Delivery.ACCEPTED) {
            seat.refuse("its supervisor, " + path + ", does not take it: " + delivery);
        }
    }

    // ---- for seats, which hold their lock

    /** Frees a seat's key. */
    void vacate(KeyedSeat seat) {
        if (seats.remove(seat.key().value(), seat)) {
            taken.decrementAndGet();
        }
    }

    /** Puts another seat in the place of one, for what still waits there. */
    void succeed(KeyedSeat seat, WaitingRoom<Object> waiting) {
        var successor = new KeyedSeat(this, system, seat.key(), keys.idleTimeout(), waiting);
        seats.replace(seat.key().value(), seat, successor);
        request(successor);
    }
}
