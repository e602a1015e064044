package dev.microkernel.net.dns;

import dev.microkernel.actor.ActorContext;
import dev.microkernel.actor.ActorRef;
import dev.microkernel.actor.ActorSpec;
import dev.microkernel.actor.Behavior;
import dev.microkernel.net.NetFailure;
import java.net.InetAddress;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeoutException;
import java.util.function.Function;

/**
 * Looks names up as the JVM does, caches included, without blocking actors. The resolver is an actor, which answers each
 * {@link Lookup} with a {@link Reply}; one is enough for a node.
 *
 * <pre>{@code
 * var dns = context.spawn("dns", Dns.resolver());
 * dns.tell(new Dns.Lookup("example.org", Duration.ofSeconds(5)), context.adapter(Dns.Reply.class, Resolved::new));
 * }</pre>
 */
public final class Dns {

    private Dns() {}

    /** What the resolver is told. */
    public sealed interface Command permits Lookup, Done {}

    /**
     * Look up a name; the answer is a {@link Reply}.
     *
     * @param host a name, or a literal address, which is its own answer
     * @param timeout how long the answer may take; longer than zero. A look-up that takes longer goes on unheard, for the
     *     operating system cannot be made to give it up.
     */
    public record Lookup(String host, Duration timeout) implements Command {

        /** Refuses what cannot be, naming it. */
        public Lookup {
            if (host.isEmpty()) {
                throw new IllegalArgumentException("a name to look up must not be empty");
            }
            if (!timeout.isPositive()) {
                throw new IllegalArgumentException("time-out must be longer than zero, timeout=" + timeout);
            }
        }
    }

    /** The answer to a {@link Lookup}. */
    public sealed interface Reply {

        /** The name that was asked for. */
        String host();

        /** All addresses, at least one, in the order in which they should be tried. */
        record Found(String host, List<InetAddress> addresses) implements Reply {

            /** Copies the list. */
            public Found {
                addresses = List.copyOf(addresses);
            }
        }

        /**
         * There are none, or they could not be found out: {@code UNKNOWN_HOST}, {@code TIMEOUT}, or {@code LIMIT} if
         * {@value Lookups#WAITING_MAX} look-ups wait already.
         */
        record Failed(String host, NetFailure failure) implements Reply {}
    }

    /** To the resolver from itself. */
    record Done(ActorRef<Object> asker, Reply reply) implements Command {}

    /** The resolver. Type {@code dns}. */
    public static ActorSpec<Command> resolver() {
        return resolver(Lookups::resolve);
    }

    static ActorSpec<Command> resolver(Function<String, CompletableFuture<List<InetAddress>>> lookups) {
        return ActorSpec.<Command>of(context -> command -> {
                    switch (command) {
                        case Lookup lookup -> look(context, lookup, lookups.apply(lookup.host()), context.sender());
                        case Done(var asker, var reply) -> asker.tell(reply, context.self());
                    }
                    return Behavior.same();
                })
                .withType("dns");
    }

    private static void look(
            ActorContext<Command> context,
            Lookup lookup,
            CompletableFuture<List<InetAddress>> lookingUp,
            ActorRef<Object> asker) {
        var timer = context.time()
                .schedule(
                        lookup.timeout(),
                        () -> lookingUp.completeExceptionally(
                                new TimeoutException("there was no answer within " + lookup.timeout())));
        var found = lookingUp.whenComplete((addresses, failure) -> timer.cancel());
        context.pipe(
                found,
                addresses -> new Done(asker, new Reply.Found(lookup.host(), addresses)),
                failure -> new Done(
                        asker, new Reply.Failed(lookup.host(), NetFailure.of("looking up " + lookup.host(), failure))));
    }
}
